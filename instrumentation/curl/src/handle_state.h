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

#include <atomic>
#include <memory>
#include <string>
#include <utility>

#include "described_url.h"
#include "header_injection.h"
#include "in_place.h"
#include "method_tracker.h"
#include "request_url.h"
#include "transfer.h"
#include "url_parser.h"
#include "user_callbacks.h"

namespace otelwrap::curl {

struct SeenOptions {
  MethodTracker method;
  std::string url;
  std::string default_scheme;
  Curl_URL* url_object = nullptr;  // replaces `url`
  long port = 0;
  curl_slist* headers = nullptr;
  bool has_proxy = false;
  bool connect_only = false;
  curl_slist* connect_to = nullptr;
  bool has_unix_socket = false;
  bool may_upgrade = false;  // libcurl may know (HSTS) that http: is to be https:
  UserCallbacks callbacks;
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
  void set_headers(curl_slist* headers) noexcept;

  // The URL of the next transfer.
  const RequestUrl& Url() noexcept;

  // Whether the next transfer would be traced. libcurl forbids one inside another.
  bool IsTraceable() noexcept { return !transfer_ && !options_.connect_only && Url().IsHttp(); }
  // REQUIRES: IsTraceable().
  Transfer& StartTransfer(const Instrumentation& instrumentation, CURL* handle,
                          bool outlives_caller) noexcept;
  // Of a handle whose options we did not see; false: it is not HTTP's.
  bool StartForeignTransfer(const Instrumentation& instrumentation, CURL* handle,
                            bool knows_headers) noexcept;
  // Null: none is under way.
  Transfer* transfer() noexcept { return transfer_ ? &*transfer_ : nullptr; }
  void DropTransfer() noexcept { transfer_.reset(); }

  // Whose transfer it is; null: it is a blocking one, or there is none.
  CURLM* multi() const noexcept { return multi_.load(std::memory_order_relaxed); }
  void set_multi(CURLM* multi) noexcept { multi_.store(multi, std::memory_order_relaxed); }
  // Remembered for one transfer only.
  bool is_foreign() const noexcept { return is_foreign_; }

  // An Easy's own; null: it has none.
  const Instrumentation* instrumentation() const noexcept { return instrumentation_.get(); }
  void set_instrumentation(std::shared_ptr<const Instrumentation> instrumentation) noexcept {
    instrumentation_ = std::move(instrumentation);
  }

 private:
  SeenOptions options_;
  RequestUrl url_;
  std::string object_text_;
  DescribedUrl described_;
  bool url_is_read_ = false;
  bool is_foreign_ = false;
  std::atomic<CURLM*> multi_{nullptr};  // other threads look for their multi's handles
  std::shared_ptr<const Instrumentation> instrumentation_;
  HeaderInjection injection_;
  InPlace<Transfer> transfer_;
};

}  // namespace otelwrap::curl
