// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What libcurl tells of a transfer that is over, in one plain value: classify.h and phases.h read
// it. Only what belongs to this transfer: libcurl keeps the last one's figures where a transfer
// did not begin.
//
// Threads: one at a time. Ownership: a value. Errors: what libcurl does not tell is 0 or empty.

#pragma once

#include <curl/curl.h>
#include <otelwrap/common/fixed_text.h>

#include <chrono>
#include <cstdint>

namespace otelwrap::curl {

struct TransferInfo {
  CURLcode result = CURLE_OK;
  long status = 0;        // the last response's; 0: none
  long http_version = 0;  // CURL_HTTP_VERSION_1_1, ...; 0: none
  common::FixedText<64> peer_address;
  long peer_port = 0;
};

struct ConnectionTimes {
  using Time = std::chrono::microseconds;  // since the transfer's start

  long new_connections = 0;
  long redirects = 0;
  long os_error = 0;  // errno of a connect that failed
  bool proxied = false;
  Time name_lookup{0};  // 0: this was not reached, or not needed
  Time connect{0};
  Time tls{0};
  Time total{0};
};

TransferInfo ReadTransferInfo(CURL* handle, CURLcode result) noexcept;
ConnectionTimes ReadConnectionTimes(CURL* handle) noexcept;

}  // namespace otelwrap::curl
