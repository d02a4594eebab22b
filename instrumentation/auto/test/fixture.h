// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Plain calls of libcurl, and the spans that they make by the link alone.

#pragma once

#include <curl/curl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <otelwrap/interpose/curl.h>
#include <otelwrap/testing/http_stub.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>
#include <otelwrap/testing/w3c_headers.h>

#include <string>
#include <vector>

namespace otelwrap::interpose {

class PlainCallsTest : public ::testing::Test {
 protected:
  PlainCallsTest() {
    server_.AnswerAll([](const testing::HttpRequest&) {
      testing::HttpResponse response;
      response.body = "text";
      return response;
    });
  }
  std::vector<testing::Span> Transfers() const {
    std::vector<testing::Span> transfers;
    for (const testing::Span& span : spans_.Finished()) {
      if (span.kind == testing::SpanKind::kClient) transfers.push_back(span);
    }
    return transfers;
  }
  static CURL* Handle(const std::string& url) {
    CURL* handle = curl_easy_init();
    curl_easy_setopt(handle, CURLOPT_URL, url.c_str());
    curl_easy_setopt(handle, CURLOPT_PROXY, "");
    curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, 10000L);
    curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
    return handle;
  }

  testing::SpanCatcher spans_;
  testing::HttpStub server_;
};

}  // namespace otelwrap::interpose
