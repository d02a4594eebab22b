// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Calls of shared libraries inside a program that only links otelwrap::auto.

#include "fixture.h"

extern "C" long uses_curl_fetch(const char* url);
extern "C" long opentelemetry_pretended_fetch(const char* url);

namespace otelwrap::interpose {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

using LibraryCallsTest = PlainCallsTest;

TEST_F(LibraryCallsTest, AnUnmodifiedLibraryKeepsItsOwnHeaderAndCallback) {
  EXPECT_EQ(uses_curl_fetch(server_.url("/x").c_str()), 4);
  ASSERT_THAT(Transfers(), SizeIs(1));
  EXPECT_EQ(server_.Requests().at(0).Header("x-own"), "1");
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), TraceparentOf(Transfers()[0]));
}

TEST_F(LibraryCallsTest, AnExportersTransfersAreLeftAlone) {
  EXPECT_EQ(opentelemetry_pretended_fetch(server_.url("/x").c_str()), 4);
  EXPECT_THAT(Transfers(), IsEmpty());
  EXPECT_EQ(server_.Requests().at(0).Header("x-own"), "1");
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), std::nullopt);
}

}  // namespace
}  // namespace otelwrap::interpose
