// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Many threads with transfers of their own, handles that go from thread to thread, and what all of
// them share: the table of handles, the defaults and the switch. ThreadSanitizer runs this too.

#include <otelwrap/common/switches.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <thread>

#include "multi_fixture.h"

namespace otelwrap::curl {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

constexpr int kThreads = 4;
constexpr int kRounds = 10;

template <class Function>
void OnThreads(Function function) {
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(function, i);
  for (std::thread& thread : threads) thread.join();
}

template <class Function>
void OnAnotherThread(Function function) {
  std::thread(function).join();
}

class MultiThreadsTest : public MultiFixture {
 protected:
  // As many spans as there were requests, each with a context of its own, which the server saw.
  void ExpectSpanOfEachRequest(size_t count) const {
    std::multiset<std::string> of_spans;
    std::multiset<std::string> on_the_wire;
    for (const Span& span : spans_.Finished()) of_spans.insert(TraceparentOf(span));
    for (const HttpRequest& request : server_.Requests()) {
      on_the_wire.insert(request.Header("traceparent").value_or("none"));
    }
    EXPECT_EQ(of_spans, on_the_wire);
    EXPECT_THAT(of_spans, SizeIs(count));
    EXPECT_THAT(std::set<std::string>(of_spans.begin(), of_spans.end()), SizeIs(count));
  }
};

TEST_F(MultiThreadsTest, WhatIsRemovedOrCleanedUpOnAnotherThreadEndsItsSpan) {
  server_.AnswerAll([](const HttpRequest&) {
    HttpResponse late;
    late.delay = std::chrono::milliseconds(300);
    return late;
  });
  OnThreads([this](int) {
    Multi multi;
    CURL* removed = Init();
    CURL* cleaned_up = Init();
    CURL* left = Init();
    for (CURL* handle : {removed, cleaned_up, left}) {
      SetOpt(handle, CURLOPT_URL, server_.url("/x"));
      SetOpt(handle, CURLOPT_PROXY, "");
      EXPECT_EQ(multi.Add(handle), CURLM_OK);
    }
    int running = 0;
    OnAnotherThread([&] { curl_multi_perform(multi, &running); });
    OnAnotherThread([&] { multi.Remove(removed); });
    OnAnotherThread([&] { Cleanup(cleaned_up); });
    OnAnotherThread([&] { Multi gone = std::move(multi); });
    Cleanup(removed);
    Cleanup(left);
  });
  EXPECT_THAT(spans_.Finished(), AllOf(SizeIs(3 * kThreads),
                                       Each(AllOf(SpanNamed("GET"), Succeeded(), StatusUnset(),
                                                  LacksAttribute("http.response.status_code")))));
}

TEST_F(MultiThreadsTest, EachStepMayBeOnAnotherThread) {
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", "/end"}};
  server_.AnswerAll([redirect](const HttpRequest& request) {
    return request.target == "/start" ? redirect : HttpResponse();
  });
  OnThreads([this](int) {
    for (int round = 0; round < kRounds; ++round) {
      Multi multi;
      Easy request = MakeEasy(server_.url("/start"));
      request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
      OnAnotherThread([&] { EXPECT_EQ(multi.Add(request), CURLM_OK); });
      int running = 1;
      while (running > 0) {
        OnAnotherThread([&] {
          curl_multi_perform(multi, &running);
          if (running > 0) Await(multi);
        });
      }
      OnAnotherThread([&] {
        int left = 0;
        CURLMsg* message = multi.InfoRead(&left);
        ASSERT_NE(message, nullptr);
        EXPECT_EQ(message->data.result, CURLE_OK);
        EXPECT_EQ(multi.Remove(message->easy_handle), CURLM_OK);
      });
    }
  });
  ExpectSpanOfEachRequest(2 * kThreads * kRounds);
  EXPECT_THAT(spans_.Finished(), Each(Succeeded()));
}

// A handle is made, used and given back by three threads; the same multi handle takes many.
TEST_F(MultiThreadsTest, HandlesGoFromThreadToThread) {
  OnThreads([this](int) {
    Multi multi;
    std::vector<CURL*> handles(20);
    OnAnotherThread([&] {
      for (CURL*& handle : handles) {
        handle = Init();
        SetOpt(handle, CURLOPT_URL, server_.url("/x"));
        SetOpt(handle, CURLOPT_PROXY, "");
      }
    });
    OnAnotherThread([&] {
      for (CURL* handle : handles) multi.Add(handle);
      RunAll(multi);
    });
    OnAnotherThread([&] {
      int left = 0;
      while (CURLMsg* message = multi.InfoRead(&left)) multi.Remove(message->easy_handle);
      for (CURL* handle : handles) Cleanup(handle);
    });
  });
  ExpectSpanOfEachRequest(kThreads * 20);
}

// Whatever others do meanwhile: each request is told as the settings were when it began, or not at
// all.
TEST_F(MultiThreadsTest, SettingsMayChangeUnderThem) {
  std::atomic<bool> done{false};
  std::thread settings([&] {
    Options options;
    options.phases = Phases::kOff;
    for (int i = 0; !done.load(); ++i) {
      SetDefault(i % 2 == 0 ? MakeInstrumentation(options) : nullptr);
      common::SetEnabled(common::Component::kCurl, i % 3 != 0);
      std::this_thread::yield();
      if (i > 200) break;  // each default is kept until the process ends
    }
    common::SetEnabled(common::Component::kCurl, true);
  });
  OnThreads([this](int thread) {
    for (int round = 0; round < kRounds; ++round) {
      Easy easy = MakeEasy(server_.url("/x"));
      EXPECT_EQ(easy.Perform(), CURLE_OK);
      Easy copy = easy.Duplicate();
      Multi multi;
      EXPECT_EQ(multi.Add(copy), CURLM_OK);
      RunAll(multi);
      int left = 0;
      if (thread % 2 == 0) multi.InfoRead(&left);
      EXPECT_EQ(multi.Remove(copy), CURLM_OK);
    }
  });
  done = true;
  settings.join();
  size_t traced = 0;
  for (const HttpRequest& request : server_.Requests()) {
    traced += request.AllOf("traceparent").size();
  }
  const auto spans = spans_.Finished();
  EXPECT_EQ(std::count_if(spans.begin(), spans.end(),
                          [](const Span& span) { return span.kind == SpanKind::kClient; }),
            static_cast<std::ptrdiff_t>(traced));
  EXPECT_THAT(server_.Requests(), SizeIs(2 * kThreads * kRounds));
}

}  // namespace
}  // namespace otelwrap::curl
