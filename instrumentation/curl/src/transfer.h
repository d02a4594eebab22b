// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The adapter: one blocking transfer of a handle, from describe to classify.
//
// Threads: as the handle. Ownership: borrows all of it until it returns. Errors: libcurl's own
// result; nothing of ours throws.

#pragma once

#include <curl/curl.h>
#include <otelwrap/curl/instrumentation.h>
#include <otelwrap/curl/trace_settings.h>

#include <string_view>

#include "header_injection.h"
#include "request_url.h"

namespace otelwrap::curl {

// What is known of a request before it is made.
struct TransferRequest {
  const RequestUrl& url;
  std::string_view method;                  // empty: not known
  const TraceSettings* settings = nullptr;  // null: none
  bool has_proxy = false;
  HeaderInjection* injection = nullptr;  // null: the header list is not known, nothing is injected
  curl_slist* headers = nullptr;         // the user's list
};

// REQUIRES: the component is on, and the URL is HTTP's.
CURLcode PerformTraced(const Instrumentation& instrumentation, CURL* handle,
                       const TransferRequest& request);

}  // namespace otelwrap::curl
