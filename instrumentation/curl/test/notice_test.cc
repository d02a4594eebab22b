// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The line for developers: said once in a process, so that each case runs in one of its own.

#include <gmock/gmock.h>

#include <cstdio>
#include <cstdlib>

#include "fixture.h"

namespace otelwrap::curl {
namespace {

using ::testing::AllOf;
using ::testing::ContainsRegex;
using ::testing::Not;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

void PerformUnseen() {
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, "http://127.0.0.1:1/");
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  Perform(handle);
  curl_easy_cleanup(handle);
}

// What a process of its own says on stderr.
template <class Body>
void ExpectSaid(const char* level, Body body, const ::testing::Matcher<const std::string&>& said) {
  EXPECT_EXIT(
      {
        if (level != nullptr) {
          setenv("OTEL_LOG_LEVEL", level, 1);
        } else {
          unsetenv("OTEL_LOG_LEVEL");
        }
        body();
        std::fputs("the end", stderr);
        std::exit(0);
      },
      ::testing::ExitedWithCode(0), said);
}

class NoticeTest : public ::testing::Test {
 protected:
  void SetUp() override { GTEST_FLAG_SET(death_test_style, "threadsafe"); }
};

TEST_F(NoticeTest, NothingIsSaidWithoutTheVariable) {
  const auto body = [] { PerformUnseen(); };
  ExpectSaid(nullptr, body, Not(ContainsRegex("otelwrap")));
  ExpectSaid("info", body, Not(ContainsRegex("otelwrap")));
}

TEST_F(NoticeTest, AHandleWhoseHeadersWereNeverSeenIsToldOfOnce) {
  ExpectSaid(
      "debug",
      [] {
        PerformUnseen();
        PerformUnseen();
      },
      AllOf(ContainsRegex("carries no trace context"), ContainsRegex("curl::SetOpt"),
            Not(ContainsRegex("carries no trace context(.|\n)*carries no trace context"))));
}

TEST_F(NoticeTest, AHandleWhoseHeadersAreKnownIsNot) {
  ExpectSaid(
      "debug",
      [] {
        Easy request = MakeEasy("http://127.0.0.1:1/");
        request.Perform();
        CURL* handle = curl_easy_init();
        curl_easy_setopt(handle, CURLOPT_URL, "http://127.0.0.1:1/");
        curl_easy_setopt(handle, CURLOPT_PROXY, "");
        Perform(handle, nullptr);
        curl_easy_cleanup(handle);
      },
      Not(ContainsRegex("otelwrap")));
}

}  // namespace
}  // namespace otelwrap::curl
