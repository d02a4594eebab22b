// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The method on the span is the one on the wire, whatever options led to it.

#include <otelwrap/testing/allocation_counter.h>

#include "fixture.h"

namespace otelwrap::curl {
namespace {

using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class MethodTest : public CurlTest {};

struct Step {
  const char* what;
  void (*apply)(Easy& easy);
};

const Step kSteps[] = {
    {"HTTPGET=1", [](Easy& e) { e.SetOpt(CURLOPT_HTTPGET, 1); }},
    {"HTTPGET=0", [](Easy& e) { e.SetOpt(CURLOPT_HTTPGET, 0); }},
    {"POST=1", [](Easy& e) { e.SetOpt(CURLOPT_POST, 1), e.SetOpt(CURLOPT_POSTFIELDSIZE, 0); }},
    {"POST=0", [](Easy& e) { e.SetOpt(CURLOPT_POST, 0); }},
    {"POSTFIELDS", [](Easy& e) { e.SetOpt(CURLOPT_POSTFIELDS, ""); }},
    {"COPYPOSTFIELDS", [](Easy& e) { e.SetOpt(CURLOPT_COPYPOSTFIELDS, "a=1"); }},
    {"UPLOAD=1", [](Easy& e) { e.SetOpt(CURLOPT_UPLOAD, 1), e.SetOpt(CURLOPT_INFILESIZE, 0); }},
    {"UPLOAD=0", [](Easy& e) { e.SetOpt(CURLOPT_UPLOAD, 0); }},
    {"NOBODY=1", [](Easy& e) { e.SetOpt(CURLOPT_NOBODY, 1); }},
    {"NOBODY=0", [](Easy& e) { e.SetOpt(CURLOPT_NOBODY, 0); }},
    {"CUSTOM=DELETE", [](Easy& e) { e.SetOpt(CURLOPT_CUSTOMREQUEST, "DELETE"); }},
    {"CUSTOM=null", [](Easy& e) { e.SetOpt(CURLOPT_CUSTOMREQUEST, nullptr); }},
};

size_t ReadNothing(char*, size_t, size_t, void*) { return 0; }

TEST_F(MethodTest, IsTheOneOnTheWireAfterAnyTwoOptions) {
  for (const Step& first : kSteps) {
    for (const Step& second : kSteps) {
      Easy request = MakeEasy(server_.url("/x"));
      request.SetOpt(CURLOPT_READFUNCTION, &ReadNothing);
      first.apply(request);
      second.apply(request);
      spans_.Clear();
      const size_t asked = server_.Requests().size();
      ASSERT_EQ(request.Perform(), CURLE_OK) << first.what << ' ' << second.what;
      const auto requests = server_.WaitFor(asked + 1);
      ASSERT_EQ(requests.size(), asked + 1);
      EXPECT_THAT(spans_.Named(requests.back().method),
                  HasAttribute("http.request.method", requests.back().method))
          << first.what << ' ' << second.what;
    }
  }
}

TEST_F(MethodTest, ThatIsNotKnownIsOther) {
  Easy request = MakeEasy(server_.url("/x"));
  request.SetOpt(CURLOPT_CUSTOMREQUEST, "BREW");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_EQ(server_.Requests().at(0).method, "BREW");
  EXPECT_THAT(spans_.Named("HTTP"), AttributesInclude({{"http.request.method", "_OTHER"},
                                                       {"http.request.method_original", "BREW"}}));
  EXPECT_THAT(metrics_.Named("http.client.request.duration"),
              AllOf(HasAttribute("http.request.method", "_OTHER"),
                    LacksAttribute("http.request.method_original")));
}

TEST_F(MethodTest, ThatThereWasNoMemoryForIsAskedOfLibcurl) {
  constexpr char kLong[] = "A-METHOD-LONGER-THAN-A-SHORT-STRING";
  Easy request = MakeEasy(server_.url("/x"));
  request.SetOpt(CURLOPT_CUSTOMREQUEST, "DELETE");
  {
    const FailAllocation failure(1);
    ASSERT_EQ(request.SetOpt(CURLOPT_CUSTOMREQUEST, kLong), CURLE_OK);
    ASSERT_TRUE(failure.Happened());
  }
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_EQ(server_.Requests().at(0).method, kLong);
  EXPECT_THAT(spans_.Named("HTTP"), AttributesInclude({{"http.request.method", "_OTHER"},
                                                       {"http.request.method_original", kLong}}));
  EXPECT_THAT(metrics_.Named("http.client.request.duration"),
              HasAttribute("http.request.method", "_OTHER"));
}

TEST_F(MethodTest, OfAnyBytesIsPrintable) {
  Easy request = MakeEasy(server_.url("/x"));
  request.SetOpt(CURLOPT_CUSTOMREQUEST, "BR\x01\xffW");
  static_cast<void>(request.Perform());
  EXPECT_THAT(spans_.Named("HTTP"), HasAttribute("http.request.method_original", "BR??W"));
}

}  // namespace
}  // namespace otelwrap::curl
