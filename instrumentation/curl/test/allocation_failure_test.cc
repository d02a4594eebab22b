// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Where memory is out for us, the transfer goes on as it would without us.

#include <otelwrap/testing/allocation_counter.h>

#include "fixture.h"

namespace otelwrap::curl {
namespace {

using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

// Each allocation of ours fails in turn: the transfer goes on as it would without us. Those inside
// OpenTelemetry would end the process, so that there is no SDK here.
TEST(AllocationFailureTest, LeavesTheResultAsItIs) {
  HttpStub server;
  Options options;
  options.sampler_sees_all_attributes = true;
  const std::string url = server.url("/a/path/that/is/longer/than/a/short/string");
  {
    Easy first = MakeEasy(url);  // what the process makes once is made
    ASSERT_EQ(first.Perform(), CURLE_OK);
  }
  for (uint64_t nth = 1; nth < 200; ++nth) {
    bool happened = false;
    const auto instrumentation = MakeInstrumentation(options);
    {
      const FailAllocation failure(nth);
      CURL* ours = Init();
      ASSERT_NE(ours, nullptr);
      SetOpt(ours, CURLOPT_URL, url.c_str());
      SetOpt(ours, CURLOPT_WRITEFUNCTION, &Swallow);
      SetOpt(ours, CURLOPT_CUSTOMREQUEST, "A-METHOD-LONGER-THAN-A-SHORT-STRING");
      EXPECT_EQ(Perform(*instrumentation, ours), CURLE_OK) << nth;
      CURL* copy = Duplicate(ours);
      EXPECT_EQ(Perform(*instrumentation, copy), CURLE_OK) << nth;
      Cleanup(copy);
      Cleanup(ours);
      happened = failure.Happened();
    }
    if (!happened) return;
  }
  ADD_FAILURE() << "there was no end of allocations";
}

}  // namespace
}  // namespace otelwrap::curl
