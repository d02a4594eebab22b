// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the tests with a real transfer share: catchers for spans and metrics, a scripted HTTP server
// on a port of its own, and a handle that does not print what it receives.

#pragma once

#include <gtest/gtest.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/curl/easy.h>
#include <otelwrap/curl/handle.h>
#include <otelwrap/testing/http_stub.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>
#include <otelwrap/testing/w3c_headers.h>

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace otelwrap::curl {

inline size_t Swallow(char*, size_t size, size_t count, void*) { return size * count; }

inline Easy MakeEasy(const std::string& url,
                     std::shared_ptr<const Instrumentation> instrumentation = nullptr) {
  Easy easy(std::move(instrumentation));
  easy.SetOpt(CURLOPT_WRITEFUNCTION, &Swallow);
  easy.SetOpt(CURLOPT_TIMEOUT_MS, 10000);
  easy.SetOpt(CURLOPT_NOSIGNAL, 1);
  easy.SetOpt(CURLOPT_PROXY, "");  // whatever the environment says
  easy.SetOpt(CURLOPT_URL, url);
  return easy;
}

struct FreeList {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};
using List = std::unique_ptr<curl_slist, FreeList>;

inline List MakeList(const std::vector<std::string>& lines) {
  curl_slist* list = nullptr;
  for (const std::string& line : lines) list = curl_slist_append(list, line.c_str());
  return List(list);
}

inline std::vector<std::string> Lines(const curl_slist* list) {
  std::vector<std::string> lines;
  for (; list != nullptr; list = list->next) lines.emplace_back(list->data);
  return lines;
}

inline std::shared_ptr<const Instrumentation> MakeInstrumentation(Options options) {
  auto made = Make(std::move(options));
  EXPECT_TRUE(made) << made.error;
  return made.value;
}

class CurlTest : public ::testing::Test {
 protected:
  void SetUp() override { SetDefault(nullptr); }

  testing::SpanCatcher spans_;
  testing::MetricCatcher metrics_;
  testing::HttpStub server_;
};

}  // namespace otelwrap::curl
