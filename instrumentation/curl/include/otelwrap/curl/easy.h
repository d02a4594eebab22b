// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A libcurl easy handle that traces its transfers (handle.h says what a transfer becomes). It owns
// the handle, and goes wherever libcurl wants a CURL*.
//
//   curl::Easy request;
//   request.SetOpt(CURLOPT_URL, "https://shop.example/items/1");
//   request.Trace().url_template = "/items/{id}";
//   CURLcode result = request.Perform();               // span GET /items/{id}
//
// Set CURLOPT_HTTPHEADER, the URL, the method, and callbacks for PREREQFUNCTION, SOCKOPTFUNCTION
// and RESOLVER_START_FUNCTION through SetOpt: what goes into the bare handle is not seen here, and
// a transfer puts ours over it. Everything else may be set either way.
//
// Threads: as libcurl: one thread at a time. Ownership: move-only; frees the handle. Errors:
// libcurl's own results, untouched; nothing throws. Where libcurl has no memory for a handle,
// get() is null and every call answers CURLE_FAILED_INIT or what libcurl does for a null handle.

#pragma once

#include <curl/curl.h>

#include <otelwrap/config.h>
#include <otelwrap/curl/instrumentation.h>
#include <otelwrap/curl/option_value.h>
#include <otelwrap/curl/trace_settings.h>

#include <memory>

namespace otelwrap::curl {

class HandleState;

class OTELWRAP_API Easy {
 public:
  // Null: the component's default, whatever it is at each transfer.
  explicit Easy(std::shared_ptr<const Instrumentation> instrumentation = nullptr) noexcept;
  ~Easy();
  Easy(Easy&& other) noexcept;
  Easy& operator=(Easy&& other) noexcept;
  Easy(const Easy&) = delete;
  Easy& operator=(const Easy&) = delete;

  CURL* get() const noexcept { return handle_; }
  operator CURL*() const noexcept { return handle_; }  // NOLINT(google-explicit-constructor)

  template <class T>
  [[gnu::always_inline]] inline CURLcode SetOpt(CURLoption option, T&& value) noexcept
      OTELWRAP_CURL_REFUSE_WRONG_TYPE(T, option) {
    OTELWRAP_CURL_CHECK_TYPE(T, option);
    return SetOptValue(option, internal::MakeOptionValue<T>(static_cast<T&&>(value)));
  }

  CURLcode Perform();

  // All options, and the settings of Trace(), as they were at first.
  void Reset() noexcept;

  // Another handle with the same options and the same settings.
  Easy Duplicate() const noexcept;

  TraceSettings& Trace() noexcept;

 private:
  Easy(CURL* handle, std::shared_ptr<const Instrumentation> instrumentation) noexcept;
  CURLcode SetOptValue(CURLoption option, const OptionValue& value) noexcept;
  void Release() noexcept;

  CURL* handle_ = nullptr;
  HandleState* state_ = nullptr;  // null: out of memory
  std::shared_ptr<const Instrumentation> instrumentation_;
};

}  // namespace otelwrap::curl
