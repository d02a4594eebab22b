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
#include <string_view>

namespace otelwrap::curl {

struct TransferInfo {
  CURLcode result = CURLE_OK;
  long status = 0;        // the last response's; 0: none
  long http_version = 0;  // CURL_HTTP_VERSION_1_1, ...; 0: none
  common::FixedText<64> peer_address;
  long peer_port = 0;
  bool began = true;  // false: what libcurl tells of times and sizes is an earlier transfer's
};

struct ConnectionTimes {
  using Time = std::chrono::microseconds;  // since the transfer's start

  long new_connections = 0;
  long redirects = 0;
  long os_error = 0;  // errno of a connect that failed
  bool proxied = false;
  bool elsewhere = false;  // connected to another peer than the URL's, a proxy or as options say
  bool looked_up = true;   // false: the name is known not to have been looked up
  Time lookup_start{0};    // by the hop's own clock: a multi handle may have let it wait
  Time name_lookup{0};     // 0: this was not reached, or not needed
  Time connect{0};
  Time tls{0};
  Time total{0};  // since the last hop's start

  // What was added to an earlier reading: libcurl sums the hops of a transfer up.
  ConnectionTimes Since(const ConnectionTimes& earlier) const noexcept;
  // Moved so that all of it was over at `age` of the hop, at the latest: libcurl counts from where
  // it turned to the hop, which may be before the hop's own start.
  ConnectionTimes OverAt(Time age) const noexcept;
  // Moved to where the hop's clock was, if libcurl turned to it so much later.
  ConnectionTimes Later(Time by) const noexcept;
};

// The exchange of one request, since its hop's start; 0: not reached, or not told.
struct ExchangeTimes {
  using Time = std::chrono::microseconds;

  bool was_sent = false;   // it was begun, at least
  bool body_left = false;  // not all of it was sent
  Time queue{0};           // until the multi handle let it begin
  Time request{0};         // when its headers were about to be written
  Time ready{0};           // the same by libcurl's clock
  Time sent{0};            // when the last byte was sent
  Time first_byte{0};      // when the answer began
  Time end{0};

  // What was added to an earlier reading, but for `request` and `end`, which are ours.
  ExchangeTimes Since(const ExchangeTimes& earlier) const noexcept;
  // From libcurl's clock to the hop's own: what is 0 stays so.
  ExchangeTimes ByTheHopsClock() const noexcept;
};

struct BodySizes {
  int64_t sent = -1;  // below 0: not known
  int64_t received = -1;
};

TransferInfo ReadTransferInfo(CURL* handle, CURLcode result) noexcept;
// The answer's part of it only.
void ReadAnswer(CURL* handle, TransferInfo& info) noexcept;
ConnectionTimes ReadConnectionTimes(CURL* handle) noexcept;
ExchangeTimes ReadExchangeTimes(CURL* handle) noexcept;
// Of the last request.
BodySizes ReadBodySizes(CURL* handle) noexcept;

long ReadStatus(CURL* handle) noexcept;
// In the queues of the multi handle, by all requests so far.
std::chrono::microseconds ReadQueueWait(CURL* handle) noexcept;
// Opened by all requests so far.
long ReadNewConnections(CURL* handle) noexcept;
std::chrono::microseconds ReadNameLookup(CURL* handle) noexcept;
// When the request was about to be sent.
std::chrono::microseconds ReadReady(CURL* handle) noexcept;
// The bytes of all answers' headers so far.
long ReadHeaderBytes(CURL* handle) noexcept;
// The URL and method of the request that is under way, or was the last. Valid until the next.
std::string_view ReadUrl(CURL* handle) noexcept;
std::string_view ReadMethod(CURL* handle) noexcept;

}  // namespace otelwrap::curl
