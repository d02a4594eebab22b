// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "described_url.h"

#include <gtest/gtest.h>
#include <otelwrap/testing/allocation_counter.h>

namespace otelwrap::curl {
namespace {

RequestUrl Read(std::string_view text) {
  RequestUrl url;
  url.Read(text);
  return url;
}

TEST(DescribedUrlTest, AUrlWithoutAHostHasNoTarget) {
  const Instrumentation instrumentation;
  DescribedUrl described;
  described.Describe(instrumentation, Read(""));
  EXPECT_EQ(described.target(), nullptr);
  EXPECT_EQ(described.Redact(instrumentation, Read("")), "");
}

TEST(DescribedUrlTest, MemoryThatIsOutIsAskedForAgain) {
  const Instrumentation instrumentation;
  const RequestUrl url = Read("http://a-host-that-nobody-else-asks.for.example:8080/x?sig=secret");
  DescribedUrl described;
  {
    const testing::FailAllocation fail(1);
    described.Describe(instrumentation, url);
    EXPECT_TRUE(fail.Happened());
  }
  EXPECT_EQ(described.target(), nullptr);
  described.Describe(instrumentation, url);
  ASSERT_NE(described.target(), nullptr);
  {
    const testing::FailAllocation fail(1);
    EXPECT_EQ(described.Redact(instrumentation, url), "");
    EXPECT_TRUE(fail.Happened());
  }
  EXPECT_EQ(described.Redact(instrumentation, url),
            "http://a-host-that-nobody-else-asks.for.example:8080/x?sig=REDACTED");
}

TEST(DescribedUrlTest, TheStartIsDescribedAnewForAnotherMethodAndAnotherUrl) {
  const Instrumentation instrumentation;
  const auto text = [](const DescribedUrl::Start& start) {
    std::string all(start.name);
    start.attributes.ForEach(common::Use::kBoth, [&](auto key, const auto& value) {
      all += ' ' + std::string(key.data(), key.size());
      if (const auto* view =
              opentelemetry::nostd::get_if<opentelemetry::nostd::string_view>(&value)) {
        all += '=' + std::string(view->data(), view->size());
      }
      return true;
    });
    return all;
  };
  DescribedUrl described;
  described.Describe(instrumentation, Read("http://one.example/x"));
  EXPECT_EQ(text(described.DescribeStart("")), "HTTP server.address=one.example server.port");
  EXPECT_EQ(text(described.DescribeStart("GET")),
            "GET http.request.method=GET server.address=one.example server.port");
  EXPECT_EQ(text(described.DescribeStart("A-METHOD-LONGER-THAN-IS-KEPT")),
            "HTTP http.request.method=_OTHER "
            "http.request.method_original=A-METHOD-LONGER-THAN-IS-KEPT "
            "server.address=one.example server.port");
  EXPECT_EQ(text(described.DescribeStart("GET")).substr(0, 4), "GET ");
  described.Forget();
  described.Describe(instrumentation, Read("http://two.example/x"));
  EXPECT_EQ(text(described.DescribeStart("GET")),
            "GET http.request.method=GET server.address=two.example server.port");
}

TEST(DescribedUrlTest, TheSameUrlIsDescribedOnceAndRedactedOnce) {
  const Instrumentation instrumentation;
  const RequestUrl url = Read("http://user:secret@shop.example:8080/items?sig=secret&x=1");
  DescribedUrl described;
  described.Describe(instrumentation, url);
  EXPECT_EQ(described.redacted(), "");
  const common::Target* const target = described.target().get();
  ASSERT_NE(target, nullptr);
  EXPECT_EQ(target->address(), "shop.example");
  EXPECT_EQ(target->port(), 8080);
  const std::string redacted(described.Redact(instrumentation, url));
  EXPECT_EQ(redacted, "http://REDACTED:REDACTED@shop.example:8080/items?sig=REDACTED&x=1");

  const testing::AllocationCounter again;
  described.Describe(instrumentation, url);
  EXPECT_EQ(described.target().get(), target);
  EXPECT_EQ(described.Redact(instrumentation, url), redacted);
  EXPECT_EQ(again.Allocations(), 0U);
}

TEST(DescribedUrlTest, AnotherUrlIsDescribedAnew) {
  const Instrumentation instrumentation;
  DescribedUrl described;
  described.Describe(instrumentation, Read("http://one.example/"));
  described.Redact(instrumentation, Read("http://one.example/"));
  described.Forget();
  described.Describe(instrumentation, Read("https://two.example/"));
  ASSERT_NE(described.target(), nullptr);
  EXPECT_EQ(described.target()->address(), "two.example");
  EXPECT_EQ(described.target()->port(), 443);
  EXPECT_EQ(described.redacted(), "");
}

TEST(DescribedUrlTest, AnotherInstrumentationRedactsAndPropagatesByItsOwnOptions) {
  const RequestUrl url = Read("http://shop.example/?own=secret");
  DescribedUrl described;
  {
    const Instrumentation first;
    described.Describe(first, url);
    EXPECT_TRUE(described.target()->may_propagate());
    EXPECT_EQ(described.Redact(first, url), "http://shop.example/?own=secret");
  }
  Options options;
  options.propagation = common::PropagationPolicy::Nowhere();
  options.redaction.sensitive_query_parameters = {"own"};
  const Instrumentation second(options);
  described.Describe(second, url);
  EXPECT_FALSE(described.target()->may_propagate());
  EXPECT_EQ(described.Redact(second, url), "http://shop.example/?own=REDACTED");
}

}  // namespace
}  // namespace otelwrap::curl
