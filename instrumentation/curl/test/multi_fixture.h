// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the multi interface share: requests without phases by default, no span left
// over, and a loop until nothing runs any more.

#pragma once

#include <otelwrap/curl/multi.h>

#include <chrono>
#include <vector>

#include "fixture.h"

namespace otelwrap::curl {

// Until something happens, or a while.
inline void Await(CURLM* multi) {
#if LIBCURL_VERSION_NUM >= 0x074200
  curl_multi_poll(multi, nullptr, 0, 100, nullptr);
#else
  curl_multi_wait(multi, nullptr, 0, 100, nullptr);
#endif
}

// Until nothing runs any more.
inline void RunAll(CURLM* multi) {
  int running = 1;
  while (running > 0) {
    const CURLMcode result = curl_multi_perform(multi, &running);
    EXPECT_EQ(result, CURLM_OK);
    if (result != CURLM_OK) return;
    if (running > 0) Await(multi);
  }
}

// Their results, in the order in which they were done.
inline std::vector<CURLcode> ReadAll(Multi& multi) {
  std::vector<CURLcode> results;
  int left = 0;
  while (CURLMsg* message = multi.InfoRead(&left)) results.push_back(message->data.result);
  return results;
}

class MultiFixture : public CurlTest {
 protected:
  void SetUp() override {
    Options options;
    options.phases = Phases::kOff;
    SetDefault(MakeInstrumentation(options));
  }
  void TearDown() override {
    EXPECT_EQ(spans_.Unfinished(), 0U);
    SetDefault(nullptr);
  }

  // In the multi handle, and begun; the answer takes that long.
  Easy Begin(Multi& multi, std::chrono::milliseconds delay) {
    testing::HttpResponse slow;
    slow.delay = delay;
    server_.Answer(slow);
    Easy request = MakeEasy(server_.url("/x"));
    EXPECT_EQ(multi.Add(request), CURLM_OK);
    int running = 0;
    curl_multi_perform(multi, &running);
    return request;
  }
};

}  // namespace otelwrap::curl
