// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What is remembered of a handle whose options we see: what naming and injection need, and libcurl
// does not tell. As libcurl, it keeps copies of texts, and pointers to lists.
//
// Threads: one at a time, as the handle. Ownership: the lists and CURLU stay the user's.
// Errors: where memory is out, a text counts as not set.

#pragma once

#include <curl/curl.h>

#include <otelwrap/curl/option_value.h>
#include <otelwrap/curl/trace_settings.h>

#include <string>

#include "header_injection.h"
#include "method_tracker.h"
#include "request_url.h"

namespace otelwrap::curl {

struct SeenOptions {
  MethodTracker method;
  std::string url;
  std::string default_scheme;
  CURLU* url_object = nullptr;  // replaces `url`
  curl_slist* headers = nullptr;
  bool has_proxy = false;
  bool connect_only = false;
  TraceSettings trace;
};

class HandleState {
 public:
  HandleState() = default;
  // The same options, for a duplicate of the handle.
  explicit HandleState(const SeenOptions& options) : options_(options) {}
  HandleState(const HandleState&) = delete;
  HandleState& operator=(const HandleState&) = delete;

  // Whether Note would do anything: of most options nothing need be known.
  static bool Remembers(CURLoption option) noexcept;
  void Note(CURLoption option, const OptionValue& value) noexcept;
  void Reset() noexcept;

  const SeenOptions& options() const noexcept { return options_; }
  TraceSettings& trace() noexcept { return options_.trace; }
  void set_headers(curl_slist* headers) noexcept { options_.headers = headers; }

  // The URL of the next transfer.
  const RequestUrl& Url() noexcept;

  HeaderInjection injection;
  bool in_transfer = false;

 private:
  SeenOptions options_;
  RequestUrl url_;
  std::string object_text_;
  bool url_is_read_ = false;
};

}  // namespace otelwrap::curl
