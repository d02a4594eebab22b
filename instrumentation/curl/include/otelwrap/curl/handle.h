// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Traced functions on a handle of the user's own. Each request over HTTP becomes a CLIENT span,
// below it name lookup, connect and TLS handshake where they happened, and one measurement of
// http.client.request.duration; it carries its own context (traceparent, tracestate, baggage). A
// redirect that is followed, a round of authentication, a second try are requests of their own.
//
//   CURL* handle = curl::Init();                            // was curl_easy_init
//   curl::SetOpt(handle, CURLOPT_URL, url);                 // was curl_easy_setopt
//   CURLcode result = curl::Perform(handle);                // was curl_easy_perform
//   curl::Cleanup(handle);                                  // was curl_easy_cleanup
//
//   CURLcode result = curl::Perform(other, headers);        // a handle that was made without Init
//
// libcurl can't tell what a handle's header list or method is. So either the options that matter
// went in through SetOpt, on a handle from Init; or the header list is given to Perform. A handle
// of neither kind is traced, but nothing is injected, and its method is known only afterwards. On a
// handle without Init redirects are part of the one span: its own callbacks are not known.
//
// Threads: as libcurl: one thread at a time for a handle. Ownership: the handle and the lists stay
// the user's. Lists are never changed; after Perform the user's list is the handle's again, and so
// are the callbacks that were borrowed (PREREQ, SOCKOPT, RESOLVER_START), called in turn meanwhile.
// A handle from Init must go back through Cleanup. Errors: libcurl's own results, untouched;
// nothing of ours throws, and what a callback of the user's throws passes through Perform. Handles
// beyond kMaxHandles alive at once are not remembered.

#pragma once

#include <curl/curl.h>

#include <otelwrap/config.h>
#include <otelwrap/curl/instrumentation.h>
#include <otelwrap/curl/option_value.h>
#include <otelwrap/curl/trace_settings.h>

#include <cstddef>

namespace otelwrap::curl {

inline constexpr size_t kMaxHandles = size_t{1} << 16U;

OTELWRAP_API CURL* Init() noexcept;
OTELWRAP_API void Reset(CURL* handle) noexcept;
OTELWRAP_API CURL* Duplicate(CURL* handle) noexcept;
OTELWRAP_API void Cleanup(CURL* handle) noexcept;

// Sets one option, as curl_easy_setopt does; what injection and naming need is remembered.
OTELWRAP_API CURLcode SetOptValue(CURL* handle, CURLoption option,
                                  const OptionValue& value) noexcept;

template <class T>
[[gnu::always_inline]] inline CURLcode SetOpt(CURL* handle, CURLoption option, T&& value) noexcept
    OTELWRAP_CURL_REFUSE_WRONG_TYPE(T, option) {
  OTELWRAP_CURL_CHECK_TYPE(T, option);
  return SetOptValue(handle, option, internal::MakeOptionValue<T>(static_cast<T&&>(value)));
}

// A handle from Init (or Easy) has settings for its spans; null for any other.
OTELWRAP_API TraceSettings* Trace(CURL* handle) noexcept;

OTELWRAP_API CURLcode Perform(CURL* handle);
OTELWRAP_API CURLcode Perform(const Instrumentation& instrumentation, CURL* handle);

// `headers` is the handle's CURLOPT_HTTPHEADER for this transfer and afterwards; it may be null.
OTELWRAP_API CURLcode Perform(CURL* handle, curl_slist* headers);
OTELWRAP_API CURLcode Perform(const Instrumentation& instrumentation, CURL* handle,
                              curl_slist* headers);

}  // namespace otelwrap::curl
