// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Off, suppressed, unsampled, and without an SDK: what is left out, and what it costs.

#include <otelwrap/common/suppression.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/testing/allocation_counter.h>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::HasAttribute;
using testing::HasCount;
using testing::HistogramNamed;
using ::testing::IsEmpty;
using testing::SpanNamed;

class OffTest : public RedisTest {
 protected:
  void TearDown() override { common::SetEnabled(common::Component::kHiredis, true); }

  void ExpectPong() {
    const RawContext context = Connect(Port());
    const Reply reply(Command(context.get(), "PING"));
    ASSERT_NE(reply, nullptr);
    EXPECT_STREQ(reply->str, "PONG");
  }
};

TEST_F(OffTest, SwitchedOffRecordsNothing) {
  common::SetEnabled(common::Component::kHiredis, false);
  ExpectPong();
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(OffTest, SwitchedOffAllocatesNothing) {
  const RawContext context = Connect(Port());
  common::SetEnabled(common::Component::kHiredis, false);
  const testing::AllocationCounter counter;
  Reply(Command(context.get(), "SET %s %s", "user:7", "alice"));
  EXPECT_EQ(counter.Allocations(), 0U);
}

TEST_F(OffTest, SuppressedRecordsNothing) {
  const common::SuppressInstrumentation suppressed;
  ExpectPong();
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(OffTest, UnsampledStillWritesTheMetric) {
  testing::SpanCatcherOptions options;
  options.sampling = testing::Sampling::kAlwaysOff;
  const testing::SpanCatcher unsampled(std::move(options));
  ExpectPong();
  EXPECT_THAT(unsampled.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HistogramNamed("db.client.operation.duration", "s"), HasCount(1),
                                HasAttribute("db.operation.name", "PING"))));
}

TEST_F(OffTest, ASamplerSeesTheQueryTextIfItIsToldTo) {
  Options options;
  options.sampler_sees_all_attributes = true;
  const auto made = Make(options);
  const RawContext context = Connect(Port());
  Reply(Command(*made.value, context.get(), "GET user:7"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("GET"), HasAttribute("db.query.text", "GET user:?"),
                                HasAttribute("network.peer.address", "127.0.0.1"))));
}

// No catchers here: the API's own no-op providers.
TEST(WithoutSdk, AllocatesNothing) {
  if (const std::string why = testing::RedisServer::Missing(); !why.empty()) GTEST_SKIP() << why;
  const testing::RedisServer server;
  const RawContext context = Connect(server.port());
  Reply(Command(context.get(), "PING"));  // the first call meets the providers
  const testing::AllocationCounter counter;
  const Reply reply(Command(context.get(), "SET %s %s", "user:7", "alice"));
  EXPECT_STREQ(reply->str, "OK");
  EXPECT_EQ(counter.Allocations(), 0U);
}

}  // namespace
}  // namespace otelwrap::hiredis
