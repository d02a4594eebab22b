// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How many connections there are, and how long each took to make, where that is asked for.

#include <otelwrap/common/switches.h>
#include <otelwrap/testing/free_port.h>

#include <optional>
#include <string>
#include <utility>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::Contains;
using testing::HasCount;
using testing::HasValue;
using testing::HistogramNamed;
using ::testing::IsEmpty;
using ::testing::Not;
using testing::UpDownCounterNamed;

class ConnectionMetricsTest : public RedisTest {
 protected:
  static std::shared_ptr<const Instrumentation> Measuring() {
    Options options;
    options.connection_metrics = true;
    return Make(options).value;
  }

  std::string Pool() const { return "127.0.0.1:" + std::to_string(Port()); }

  void ExpectConnections(const std::string& pool, int count, uint64_t created) {
    EXPECT_THAT(metrics_.Collect(),
                Contains(AllOf(UpDownCounterNamed("db.client.connection.count", "{connection}"),
                               HasValue(count),
                               AttributesAre({{"db.client.connection.pool.name", pool},
                                              {"db.client.connection.state", "used"}}))));
    EXPECT_THAT(
        metrics_.Collect(),
        Contains(AllOf(HistogramNamed("db.client.connection.create_time", "s"), HasCount(created),
                       AttributesAre({{"db.client.connection.pool.name", pool}}))));
  }
};

TEST_F(ConnectionMetricsTest, AConnectionThatFailsIsNone) {
  const Context redis("127.0.0.1", testing::FreePort(), Measuring());
  ASSERT_NE(redis.ErrorCode(), 0);
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(ConnectionMetricsTest, AreNotThereUnlessAskedFor) {
  const Context redis("127.0.0.1", Port());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(ConnectionMetricsTest, AreNotThereWhenSwitchedOff) {
  common::SetEnabled(common::Component::kHiredis, false);
  {
    const Context redis("127.0.0.1", Port(), Measuring());
  }
  common::SetEnabled(common::Component::kHiredis, true);
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(ConnectionMetricsTest, CountWhatIsThere) {
  const auto measuring = Measuring();
  {
    std::optional<Context> first(std::in_place, "127.0.0.1", Port(), measuring);
    Context second("127.0.0.1", Port(), measuring);
    ExpectConnections(Pool(), 2, 2);
    first.reset();
    ExpectConnections(Pool(), 1, 2);
    Context third(std::move(second));
    ExpectConnections(Pool(), 1, 2);
    EXPECT_EQ(third.Reconnect(), REDIS_OK);
    ExpectConnections(Pool(), 1, 3);
    server_->Stop();
    EXPECT_EQ(third.Reconnect(), REDIS_ERR);
    ExpectConnections(Pool(), 0, 3);
  }
  ExpectConnections(Pool(), 0, 3);
}

TEST_F(ConnectionMetricsTest, OfAUnixSocketHaveItsPath) {
  const Context redis = Context::ToUnixSocket(server_->socket().c_str(), Measuring());
  ExpectConnections(server_->socket(), 1, 1);
}

TEST_F(ConnectionMetricsTest, OneTakenOverIsCountedOnly) {
  const Context redis(redisConnect("127.0.0.1", Port()), Measuring());
  EXPECT_THAT(metrics_.Collect(),
              AllOf(Contains(AllOf(UpDownCounterNamed("db.client.connection.count", "{connection}"),
                                   HasValue(1))),
                    Not(Contains(HistogramNamed("db.client.connection.create_time", "s")))));
}

}  // namespace
}  // namespace otelwrap::hiredis
