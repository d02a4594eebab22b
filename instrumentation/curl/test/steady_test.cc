// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a transfer costs when a handle has made some already: nothing is asked of libcurl that
// nobody will see, nothing is allocated but what the SDK allocates, and nothing grows.

#include <gmock/gmock.h>

#include <cstdarg>
#include <map>

#include "library_override.h"
#include "unsampled.h"

namespace otelwrap::curl {
namespace {

using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

// What is asked of libcurl, and set.
class Calls : public LibraryOverride {
 public:
  Calls() {
    infos.clear();
    options = 0;
    library.easy_getinfo = &GetInfo;
    library.easy_setopt = &SetOption;
  }

  static std::map<int, int> infos;
  static int options;

 private:
  static CURLcode GetInfo(CURL* handle, CURLINFO info, ...) {
    ++infos[static_cast<int>(info)];
    va_list arguments;
    va_start(arguments, info);
    void* argument = va_arg(arguments, void*);
    va_end(arguments);
    return curl_easy_getinfo(handle, info, argument);
  }
  static CURLcode SetOption(CURL* handle, CURLoption option, ...) {
    ++options;
    va_list arguments;
    va_start(arguments, option);
    void* argument = va_arg(arguments, void*);  // as wide as every other type that there is
    va_end(arguments);
    return curl_easy_setopt(handle, option, argument);
  }
};

std::map<int, int> Calls::infos;
int Calls::options = 0;

using SteadyUnsampledTest = UnsampledTest;

TEST_F(SteadyUnsampledTest, NothingIsAskedOfLibcurlThatNobodyWillSee) {
  Easy request = MakeEasy(server_.url("/items"), quiet_);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const Calls calls;
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_TRUE(Calls::infos.empty());
  EXPECT_EQ(Calls::options, 14);  // the list, three callbacks and their data; adoption_test: which
}

using SteadyTest = CurlTest;

TEST_F(SteadyTest, OnAKeptConnectionNoTimesAreRead) {
  Easy request = MakeEasy(server_.url("/items"));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const Calls calls;
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const std::map<int, int> expected = {
      {CURLINFO_NUM_CONNECTS, 1}, {CURLINFO_RESPONSE_CODE, 1}, {CURLINFO_HTTP_VERSION, 1}};
  EXPECT_EQ(Calls::infos, expected);
  EXPECT_THAT(spans_.Finished().back(), HasAttribute("network.peer.address", "127.0.0.1"));
}

// The phases of a connection that comes after requests on a kept one are those of its own request.
TEST_F(SteadyTest, ANewConnectionAfterAKeptOneHasPhasesOfItsOwn) {
  HttpStub other;
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", other.url("/end")}};
  Easy request = MakeEasy(server_.url("/items"));
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  server_.Answer(redirect);
  spans_.Clear();
  ASSERT_EQ(request.Perform(), CURLE_OK);
  std::vector<Span> requests;
  std::vector<Span> phases;
  for (const Span& span : spans_.Finished()) {
    (span.kind == SpanKind::kClient ? requests : phases).push_back(span);
  }
  ASSERT_EQ(requests.size(), 2U);
  ASSERT_EQ(phases.size(), 1U);
  EXPECT_EQ(phases[0].name.substr(0, 15), "socket connect ");
  EXPECT_EQ(phases[0].parent_span_id, requests[1].span_id);
}

TEST_F(SteadyTest, AnotherUrlOnTheSameHandleIsDescribedAnew) {
  HttpStub other;
  Easy request = MakeEasy(server_.url("/one"));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  request.SetOpt(CURLOPT_URL, other.url("/two?sig=secret"));
  spans_.Clear();
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Named("GET"),
              ::testing::AllOf(HasAttribute("server.port", int64_t{other.port()}),
                               HasAttribute("url.full", other.url("/two?sig=REDACTED"))));
}

// Each with the policy of its own, whichever was used for the handle before.
TEST_F(SteadyTest, AnotherInstrumentationOnTheSameHandleGoesByItsOwnOptions) {
  Options closed;
  closed.propagation = common::PropagationPolicy::Nowhere();
  const auto keeps = MakeInstrumentation(closed);
  const auto sends = MakeInstrumentation({});
  CURL* handle = Init();
  SetOpt(handle, CURLOPT_URL, server_.url("/x"));
  SetOpt(handle, CURLOPT_PROXY, "");
  SetOpt(handle, CURLOPT_NOBODY, 1);
  EXPECT_EQ(Perform(*sends, handle), CURLE_OK);
  EXPECT_EQ(Perform(*keeps, handle), CURLE_OK);
  EXPECT_EQ(Perform(*sends, handle), CURLE_OK);
  Cleanup(handle);
  const auto requests = server_.Requests();
  EXPECT_TRUE(requests.at(0).Header("traceparent").has_value());
  EXPECT_FALSE(requests.at(1).Header("traceparent").has_value());
  EXPECT_TRUE(requests.at(2).Header("traceparent").has_value());
}

TEST_F(SteadyTest, TenThousandTransfersLeaveNothingBehind) {
  Options options;
  options.traces = false;  // the catcher keeps spans
  Easy request = MakeEasy(server_.url("/items"), MakeInstrumentation(options));
  const auto transfers = [&request](int count) {
    for (int i = 0; i < count; ++i) ASSERT_EQ(request.Perform(), CURLE_OK);
  };
  transfers(1000);
  const AllocationCounter counter;
  transfers(10000);
  EXPECT_EQ(counter.Allocations(), counter.Deallocations());
}

TEST_F(SteadyUnsampledTest, TenThousandTransfersLeaveNothingBehind) {
  Easy request = MakeEasy(server_.url("/items"), quiet_);
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(request.Perform(), CURLE_OK);
  const AllocationCounter counter;
  for (int i = 0; i < 10000; ++i) ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_EQ(counter.Allocations(), counter.Deallocations());
}

}  // namespace
}  // namespace otelwrap::curl
