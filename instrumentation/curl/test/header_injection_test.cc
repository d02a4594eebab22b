// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "header_injection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <otelwrap/testing/allocation_counter.h>

#include "fixture.h"

namespace otelwrap::curl {
namespace {

using ::testing::ElementsAre;

TEST(HeaderInjection, LeavesAHeaderOfTheUsersToTheUser) {
  const List users = MakeList({"TraceParent: mine", "baggage:", "x-b3;"});
  HeaderInjection injection;
  injection.Begin(users.get());
  injection.Set("traceparent", "ours");
  injection.Set("tracestate", "of=ours");
  injection.Set("baggage", "a=1");
  injection.Set("x-b3", "1");
  EXPECT_TRUE(injection.empty());
  EXPECT_THAT(Lines(injection.list()), ElementsAre("", "TraceParent: mine", "baggage:", "x-b3;"));
}

TEST(HeaderInjection, LeavesOutBaggageUntilTheNextRequest) {
  HeaderInjection injection;
  injection.Begin(nullptr);
  injection.LeaveOutBaggage();
  for (const char* name : {"Baggage", "uberctx-tenant", "ot-baggage-tenant"}) {
    injection.Set(name, "7");
  }
  injection.Set("traceparent", "00-1");
  EXPECT_THAT(Lines(injection.list()), ElementsAre("traceparent: 00-1"));
  injection.Begin();
  injection.Set("baggage", "a=1");
  EXPECT_THAT(Lines(injection.list()), ElementsAre("baggage: a=1"));
}

TEST(HeaderInjection, FollowsTheUsersNewList) {
  const List first = MakeList({"X-One: 1"});
  const List second = MakeList({"X-Two: 2"});
  HeaderInjection injection;
  injection.Begin(first.get());
  injection.Follow(second.get());
  EXPECT_THAT(Lines(injection.list()), ElementsAre("", "X-Two: 2"));
  injection.Set("traceparent", "00-1");
  injection.Set("baggage", "a=1");
  injection.Follow(first.get());
  EXPECT_THAT(Lines(injection.list()),
              ElementsAre("traceparent: 00-1", "baggage: a=1", "X-One: 1"));
}

TEST(HeaderInjection, LeavesOutEmptyValuesAndWhatIsTooMuch) {
  HeaderInjection injection;
  injection.Begin(nullptr);
  injection.Set("baggage", "");
  EXPECT_TRUE(injection.empty());
  for (int i = 0; i < 20; ++i) injection.Set("h" + std::to_string(i), "v");
  EXPECT_EQ(Lines(injection.list()).size(), 8U);
}

TEST(HeaderInjection, StandsBeforeTheUsersListAndDoesNotTouchIt) {
  const List users = MakeList({"Accept: text/plain", "X-Two: 2"});
  HeaderInjection injection;
  injection.Begin(users.get());
  injection.Set("traceparent", "00-1");
  injection.Set("baggage", std::string(300, 'b'));
  EXPECT_THAT(Lines(injection.list()),
              ElementsAre("traceparent: 00-1", "baggage: " + std::string(300, 'b'),
                          "Accept: text/plain", "X-Two: 2"));
  EXPECT_THAT(Lines(users.get()), ElementsAre("Accept: text/plain", "X-Two: 2"));
  curl_slist* head = injection.list();
  injection.Begin(users.get());
  EXPECT_EQ(injection.list(), head);
  EXPECT_THAT(Lines(head), ElementsAre("", "Accept: text/plain", "X-Two: 2"));
}

TEST(HeaderInjection, AllocatesOnceForALongTextAndNeverForATraceparent) {
  const std::string baggage(500, 'b');
  HeaderInjection injection;
  const testing::AllocationCounter first;
  injection.Begin(nullptr);
  injection.Set("traceparent", std::string_view("00-4bf92f3577b34da6a3ce929d0e0e4736-"
                                                "00f067aa0ba902b7-01")
                                   .data());
  EXPECT_EQ(first.Allocations(), 0U);
  injection.Set("baggage", baggage);
  const testing::AllocationCounter second;
  injection.Begin(nullptr);
  injection.Set("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-00");
  injection.Set("baggage", baggage);
  EXPECT_EQ(second.Allocations(), 0U);
}

}  // namespace
}  // namespace otelwrap::curl
