// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Transfers of the multi interface: each ends its span once, in whatever way it ends.

#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/testing/free_port.h>
#include <otelwrap/testing/scripted_server.h>

#include <algorithm>
#include <thread>

#include "multi_fixture.h"
#include "unsampled.h"

namespace otelwrap::curl {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

using MultiTest = MultiFixture;
using UnsampledMultiTest = UnsampledTest;

TEST_F(MultiTest, AFailedTransferEndsWithItsCode) {
  Multi multi;
  Easy request = MakeEasy("http://127.0.0.1:" + std::to_string(FreePort()) + "/x");
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  RunAll(multi);
  EXPECT_THAT(ReadAll(multi), ElementsAre(CURLE_COULDNT_CONNECT));
  EXPECT_THAT(spans_.Only(), FailedWith("couldnt_connect"));
  EXPECT_EQ(multi.Remove(request), CURLM_OK);
  EXPECT_THAT(spans_.Finished(), SizeIs(1));
}

TEST_F(MultiTest, WhatLibcurlRefusesMakesNoSpan) {
  Multi multi;
  EXPECT_EQ(multi.Add(nullptr), CURLM_BAD_EASY_HANDLE);
  EXPECT_EQ(multi.Remove(nullptr), CURLM_BAD_EASY_HANDLE);
  EXPECT_EQ(MultiAdd(nullptr, nullptr), CURLM_BAD_HANDLE);
  EXPECT_EQ(MultiCleanup(nullptr), CURLM_BAD_HANDLE);
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  EXPECT_EQ(multi.Add(request), CURLM_ADDED_ALREADY);
  RunAll(multi);
  EXPECT_THAT(ReadAll(multi), ElementsAre(CURLE_OK));
  EXPECT_THAT(spans_.Finished(), SizeIs(1));
}

TEST_F(MultiTest, TheParentIsTheSpanThatWasCurrentWhenItWasAdded) {
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", "/end"}};
  server_.Answer(redirect);
  Multi multi;
  Easy request = MakeEasy(server_.url("/x"));
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  auto tracer = spans_.provider()->GetTracer("test");
  auto parent = tracer->StartSpan("parent");
  {
    const opentelemetry::trace::Scope scope(parent);
    ASSERT_EQ(multi.Add(request), CURLM_OK);
  }
  {
    const opentelemetry::trace::Scope scope(tracer->StartSpan("of the loop"));
    RunAll(multi);
  }
  EXPECT_THAT(ReadAll(multi), ElementsAre(CURLE_OK));
  parent->End();
  std::vector<std::string> sent;
  for (const Span& span : spans_.Finished()) {
    if (span.kind != SpanKind::kClient) continue;
    EXPECT_THAT(span, HasParent(spans_.Named("parent")));
    sent.push_back(TraceparentOf(span));
  }
  ASSERT_THAT(sent, SizeIs(2));
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), sent[0]);
  EXPECT_EQ(server_.Requests().at(1).Header("traceparent"), sent[1]);
}

TEST_F(MultiTest, OneThatIsRemovedEarlyEndsWithoutAnError) {
  Multi multi;
  Easy request = Begin(multi, std::chrono::seconds(2));
  EXPECT_EQ(multi.Remove(request), CURLM_OK);
  EXPECT_THAT(spans_.Only(), AllOf(Succeeded(), LacksAttribute("http.response.status_code")));
  // The handle is the user's again.
  ASSERT_EQ(curl_easy_perform(request), CURLE_OK);
  EXPECT_EQ(server_.WaitFor(2).back().Header("traceparent"), std::nullopt);
}

TEST_F(MultiTest, OneThatIsRemovedInTheBodyHasItsStatus) {
  const ScriptedServer half([](ScriptedServer::Peer& peer) {
    peer.ReadUntil("\r\n\r\n");
    peer.Send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf");
    peer.ReadToEnd();
  });
  Multi multi;
  std::string body;
  const std::string url = "http://127.0.0.1:" + std::to_string(half.port()) + "/x";
  Easy request = MakeEasy(url);
  using Write = size_t (*)(char*, size_t, size_t, void*);
  request.SetOpt(CURLOPT_WRITEFUNCTION,
                 static_cast<Write>([](char* data, size_t size, size_t count, void* to) {
                   static_cast<std::string*>(to)->append(data, size * count);
                   return size * count;
                 }));
  request.SetOpt(CURLOPT_WRITEDATA, &body);
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  int running = 1;
  while (running > 0 && body.empty()) {
    ASSERT_EQ(curl_multi_perform(multi, &running), CURLM_OK);
    Await(multi);
  }
  EXPECT_EQ(multi.Remove(request), CURLM_OK);
  EXPECT_THAT(spans_.Only(), AllOf(Succeeded(), StatusUnset(),
                                   AttributesAre({{"http.request.method", "GET"},
                                                  {"server.address", "127.0.0.1"},
                                                  {"server.port", half.port()},
                                                  {"url.full", url},
                                                  {"http.response.status_code", 200},
                                                  {"network.protocol.version", "1.1"},
                                                  {"network.peer.address", "127.0.0.1"},
                                                  {"network.peer.port", half.port()}})));
}

TEST_F(MultiTest, OneThatHasToWaitForAConnectionIsToldAsWaiting) {
  HttpResponse slow;
  slow.delay = std::chrono::milliseconds(200);
  server_.AnswerAll([slow](const HttpRequest&) { return slow; });
  Options options;
  options.exchange_phases = true;
  Multi multi(MakeInstrumentation(options));
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 1L);
  std::vector<Easy> requests;
  for (const char* target : {"/first", "/second"}) {
    requests.push_back(MakeEasy(server_.url(target)));
    ASSERT_EQ(multi.Add(requests.back()), CURLM_OK);
  }
  RunAll(multi);
  EXPECT_THAT(ReadAll(multi), AllOf(SizeIs(2), Each(CURLE_OK)));
  const auto spans = spans_.Finished();
  const auto second = std::find_if(spans.begin(), spans.end(), [&](const Span& span) {
    return ::testing::Matches(HasAttribute("url.full", server_.url("/second")))(span);
  });
  ASSERT_NE(second, spans.end());
  const std::string name = "HTTP wait_for_connection 127.0.0.1:" + std::to_string(server_.port());
  const auto wait = std::find_if(spans.begin(), spans.end(), [&](const Span& span) {
    return span.name == name && span.parent_span_id == second->span_id;
  });
  ASSERT_NE(wait, spans.end());
  EXPECT_THAT(*wait, AllOf(IsInternal(), Succeeded(), AttributesAre({})));
  EXPECT_GE(wait->duration, std::chrono::milliseconds(150));
  EXPECT_LE(wait->end_time(), second->end_time());
}

TEST_F(MultiTest, OneThatIsCleanedUpInTheMiddleEnds) {
  Multi multi;
  Begin(multi, std::chrono::seconds(2));  // and gone at once
  EXPECT_THAT(spans_.Only(), Succeeded());
}

TEST_F(MultiTest, MessagesThatNobodyReadAreReadAtTheEnd) {
  server_.Answer({503, {}, {}});
  Easy done = MakeEasy(server_.url("/x"));
  Easy never_run = MakeEasy(server_.url("/y"));
  {
    Multi multi;
    ASSERT_EQ(multi.Add(done), CURLM_OK);
    RunAll(multi);
    ASSERT_EQ(multi.Add(never_run), CURLM_OK);
    EXPECT_THAT(spans_.Finished(), IsEmpty());
  }
  EXPECT_THAT(spans_.Finished(), ElementsAre(FailedWith("503"), Succeeded()));
}

TEST_F(MultiTest, RemovedWithoutReadingTheMessageTheAnswerDecides) {
  server_.Answer({404, {}, {}});
  Multi multi;
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  RunAll(multi);
  EXPECT_EQ(multi.Remove(request), CURLM_OK);
  EXPECT_THAT(spans_.Only(), FailedWith("404"));
}

TEST_F(MultiTest, AHandleOfTheUsersOwnIsGivenWithItsHeaders) {
  const List users = MakeList({"X-One: 1"});
  CURLM* multi = curl_multi_init();
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, server_.url("/x").c_str());
  curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  for (int i = 0; i < 2; ++i) {
    spans_.Clear();
    ASSERT_EQ(MultiAdd(multi, handle, users.get()), CURLM_OK);
    RunAll(multi);
    int left = 0;
    ASSERT_NE(MultiInfoRead(multi, &left), nullptr);
    EXPECT_EQ(MultiRemove(multi, handle), CURLM_OK);
    EXPECT_THAT(spans_.Only(), SpanNamed("HEAD"));
    EXPECT_EQ(server_.Requests().back().Header("traceparent"), TraceparentOf(spans_.Only()));
    EXPECT_EQ(server_.Requests().back().Header("x-one"), "1");
  }
  spans_.Clear();
  ASSERT_EQ(MultiAdd(multi, handle), CURLM_OK);  // its list is not known
  RunAll(multi);
  EXPECT_EQ(MultiRemove(multi, handle), CURLM_OK);
  EXPECT_THAT(spans_.Only(), SpanNamed("HEAD"));
  EXPECT_EQ(server_.Requests().back().Header("traceparent"), std::nullopt);
  curl_easy_cleanup(handle);
  EXPECT_EQ(MultiCleanup(multi), CURLM_OK);
}

TEST_F(MultiTest, AForeignHandleThatIsGoneIsNotTouched) {
  CURLM* multi = curl_multi_init();
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, server_.url("/x").c_str());
  ASSERT_EQ(MultiAdd(multi, handle, nullptr), CURLM_OK);
  curl_easy_cleanup(handle);
  EXPECT_EQ(MultiCleanup(multi), CURLM_OK);
  EXPECT_THAT(spans_.Only(), FailedWith("abandoned"));
}

TEST_F(MultiTest, OffIsTheBareLibrary) {
  common::SetEnabled(common::Component::kCurl, false);
  Multi multi;
  Easy request = MakeEasy(server_.url("/x"));
  EXPECT_EQ(multi.Add(request), CURLM_OK);
  RunAll(multi);
  EXPECT_THAT(ReadAll(multi), ElementsAre(CURLE_OK));
  EXPECT_EQ(multi.Remove(request), CURLM_OK);
  common::SetEnabled(common::Component::kCurl, true);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

TEST_F(MultiTest, HundredsAtOnceEachWithItsOwnContext) {
  constexpr size_t kTransfers = 300;
  Multi multi;
  curl_multi_setopt(multi, CURLMOPT_MAX_HOST_CONNECTIONS, 20L);
  std::vector<Easy> requests;
  for (size_t i = 0; i < kTransfers; ++i) {
    requests.push_back(MakeEasy(server_.url("/" + std::to_string(i))));
    ASSERT_EQ(multi.Add(requests.back()), CURLM_OK);
  }
  RunAll(multi);
  EXPECT_THAT(ReadAll(multi), AllOf(SizeIs(kTransfers), Each(CURLE_OK)));
  for (Easy& request : requests) EXPECT_EQ(multi.Remove(request), CURLM_OK);
  const auto spans = spans_.Finished();
  ASSERT_THAT(spans, SizeIs(kTransfers));
  std::vector<std::string> of_spans;
  std::vector<std::string> on_the_wire;
  for (const Span& span : spans) {
    EXPECT_THAT(span, Succeeded());
    of_spans.push_back(TraceparentOf(span));
  }
  for (const HttpRequest& sent : server_.Requests()) {
    on_the_wire.push_back(sent.Header("traceparent").value_or("none"));
  }
  EXPECT_THAT(on_the_wire, ::testing::UnorderedElementsAreArray(of_spans));
  EXPECT_EQ(metrics_.Named("http.client.request.duration").count, kTransfers);
}

TEST_F(UnsampledMultiTest, AllocatesOnlyAtFirst) {
  Multi multi(quiet_);
  Easy request = MakeEasy(server_.url("/items"));
  const auto transfer = [&] {
    ASSERT_EQ(multi.Add(request), CURLM_OK);
    RunAll(multi);
    int left = 0;
    ASSERT_NE(multi.InfoRead(&left), nullptr);
    ASSERT_EQ(multi.Remove(request), CURLM_OK);
  };
  transfer();
  const uint64_t the_sdks = AllocationsOfTheSdk();
  const AllocationCounter ours;
  transfer();
  EXPECT_LE(ours.Allocations(), the_sdks);
}

TEST_F(MultiTest, AHandleThatWasTakenOutUnseenIsTracedAnew) {
  Multi multi;
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  EXPECT_EQ(curl_multi_remove_handle(multi, request), CURLM_OK);  // libcurl's own
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  RunAll(multi);
  EXPECT_THAT(ReadAll(multi), ElementsAre(CURLE_OK));
  EXPECT_EQ(multi.Remove(request), CURLM_OK);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(Succeeded(), HasAttribute("http.response.status_code", 200)));
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), TraceparentOf(spans_.Finished()[1]));
}

TEST_F(MultiTest, OneThatIsStillInAMultiHandleIsLeftAloneByPerform) {
  Multi multi;
  Easy request = Begin(multi, std::chrono::milliseconds(200));
  EXPECT_EQ(request.Perform(), CURLE_FAILED_INIT);  // as libcurl has it
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  RunAll(multi);
  EXPECT_THAT(ReadAll(multi), ElementsAre(CURLE_OK));
  EXPECT_THAT(spans_.Only(), HasAttribute("http.response.status_code", 200));
  EXPECT_EQ(multi.Remove(request), CURLM_OK);
}

TEST_F(MultiTest, PerformTracesAHandleThatWasTakenOutUnseen) {
  Multi multi;
  Easy request = Begin(multi, std::chrono::seconds(2));
  EXPECT_EQ(curl_multi_remove_handle(multi, request), CURLM_OK);  // libcurl's own
  ASSERT_EQ(request.Perform(), CURLE_OK);
  ASSERT_THAT(spans_.Finished(), SizeIs(2));
  EXPECT_THAT(spans_.Finished()[0],
              AllOf(Succeeded(), LacksAttribute("http.response.status_code")));
  EXPECT_THAT(spans_.Finished()[1], HasAttribute("http.response.status_code", 200));
  EXPECT_EQ(server_.WaitFor(2).back().Header("traceparent"), TraceparentOf(spans_.Finished()[1]));
}

TEST_F(MultiTest, PerformTracesAForeignHandleThatWasTakenOutUnseen) {
  Multi multi;
  CURL* foreign = curl_easy_init();
  curl_easy_setopt(foreign, CURLOPT_URL, server_.url("/x").c_str());
  curl_easy_setopt(foreign, CURLOPT_POSTFIELDS, "");
  ASSERT_EQ(multi.Add(foreign, nullptr), CURLM_OK);
  EXPECT_EQ(curl_multi_remove_handle(multi, foreign), CURLM_OK);
  ASSERT_EQ(Perform(foreign, nullptr), CURLE_OK);
  ASSERT_THAT(spans_.Finished(), SizeIs(2));
  EXPECT_THAT(spans_.Finished()[1], AllOf(HasAttribute("http.request.method", "POST"),
                                          HasAttribute("http.response.status_code", 200)));
  EXPECT_EQ(server_.Requests().back().Header("traceparent"), TraceparentOf(spans_.Finished()[1]));
  curl_easy_cleanup(foreign);
}

TEST_F(MultiTest, HandlesMayMoveBetweenThreads) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 10;
  std::vector<std::thread> threads;
  threads.reserve(kThreads);
  for (int i = 0; i < kThreads; ++i) {
    threads.emplace_back([this] {
      for (int round = 0; round < kRounds; ++round) {
        Multi multi;
        Easy request = MakeEasy(server_.url("/x"));
        multi.Add(request);
        std::thread([&multi] { RunAll(multi); }).join();
        std::thread([&] {
          int left = 0;
          multi.InfoRead(&left);
          multi.Remove(request);
        }).join();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_THAT(spans_.Finished(), AllOf(SizeIs(kThreads * kRounds), Each(Succeeded())));
}

}  // namespace
}  // namespace otelwrap::curl
