// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a programmer would write around curl_easy_perform: a span, its traceparent and a
// measurement.
//
// Threads: one at a time. Ownership: a client owns its handle; CurlByHand borrows its client.

#pragma once

#include <curl/curl.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/span_context.h>

#include <cstdint>
#include <string>

#include "by_hand/instruments.h"

namespace otelwrap::benchmarks {

// A handle with one header of a traceparent's size, which is written over.
class CurlClientWithHeader {
 public:
  explicit CurlClientWithHeader(const std::string& url);
  ~CurlClientWithHeader() { curl_easy_cleanup(handle_); }
  CurlClientWithHeader(const CurlClientWithHeader&) = delete;
  CurlClientWithHeader& operator=(const CurlClientWithHeader&) = delete;

  CURL* handle() const { return handle_; }
  void SetParent(const opentelemetry::trace::SpanContext& span);
  CURLcode Perform() { return curl_easy_perform(handle_); }

 private:
  CURL* const handle_;
  char header_[72] = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  curl_slist node_;
};

class CurlByHand {
 public:
  // `url`: the client's.
  CurlByHand(CurlClientWithHeader& client, const std::string& url);

  CURLcode Perform();

 private:
  void Describe(int64_t status, opentelemetry::trace::Span& span) const;

  CurlClientWithHeader& client_;
  const std::string url_;
  const int64_t port_;
  const HandInstruments instruments_;
};

}  // namespace otelwrap::benchmarks
