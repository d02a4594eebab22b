// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a pool of connections reports: db.client.connection.*, exactly.

#include <gmock/gmock.h>

#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/pool.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>

#include <utility>
#include <vector>

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Ge;
using ::testing::IsEmpty;

using Expected = std::vector<ExpectedAttribute>;

const Expected kPool = {{"db.client.connection.pool.name", "orders"}};
const Expected kIdle = {{"db.client.connection.pool.name", "orders"},
                        {"db.client.connection.state", "idle"}};
const Expected kUsed = {{"db.client.connection.pool.name", "orders"},
                        {"db.client.connection.state", "used"}};

auto Connections(const Expected& attributes, double value) {
  return AllOf(UpDownCounterNamed("db.client.connection.count", "{connection}"),
               AttributesAre(attributes), HasValue(value));
}

auto Pending(double value) {
  return AllOf(UpDownCounterNamed("db.client.connection.pending_requests", "{request}"),
               AttributesAre(kPool), HasValue(value));
}

TEST(PoolMetrics, TimedOutAndGivenUpRequestsAreNotPending) {
  const MetricCatcher metrics;
  const PoolMetrics pool("orders");
  pool.Ask().TimeOut();
  {
    const PoolRequest given_up = pool.Ask();
  }
  PoolRequest waiting = pool.Ask();
  EXPECT_THAT(
      metrics.Collect(),
      ElementsAre(Pending(1), AllOf(CounterNamed("db.client.connection.timeouts", "{timeout}"),
                                    AttributesAre(kPool), HasValue(1))));
  waiting = pool.Ask();
  EXPECT_THAT(metrics.Named("db.client.connection.pending_requests"), HasValue(1));
}

TEST(PoolMetrics, ConnectionsAreIdleOrUsed) {
  const MetricCatcher metrics;
  const PoolMetrics pool("orders");
  pool.Opened(std::chrono::milliseconds(250));
  pool.Opened(std::chrono::milliseconds(250));
  pool.Opened(std::chrono::milliseconds(250));
  pool.Closed();
  PoolUse first = pool.Ask().Grant();
  PoolUse second = pool.Ask().Grant();
  PoolRequest over = pool.Ask();
  over.TimeOut();
  over.Grant().Return();  // nothing: it is over
  first.Break();
  first.Return();  // once is enough
  EXPECT_THAT(metrics.Collect(),
              ElementsAre(Connections(kIdle, 0), Connections(kUsed, 1),
                          AllOf(HistogramNamed("db.client.connection.create_time", "s"),
                                HasCount(3), HasSum(0.75), AttributesAre(kPool)),
                          Pending(0), CounterNamed("db.client.connection.timeouts", "{timeout}"),
                          AllOf(HistogramNamed("db.client.connection.use_time", "s"), HasCount(1)),
                          AllOf(HistogramNamed("db.client.connection.wait_time", "s"), HasCount(2),
                                HasSum(Ge(0)), AttributesAre(kPool))));
  {
    const PoolUse moved = std::move(second);
  }
  const auto now = metrics.Collect();
  EXPECT_THAT(now[0], Connections(kIdle, 1));
  EXPECT_THAT(now[1], Connections(kUsed, 0));
}

TEST(PoolMetrics, LimitsAreThoseOfThePoolsThatThereAre) {
  const MetricCatcher metrics;
  const PoolMetrics lasting("orders", {10, 2, 20});
  {
    const PoolMetrics other("orders", {1, {}, 1});
  }
  EXPECT_THAT(
      metrics.Collect(),
      ElementsAre(
          AllOf(UpDownCounterNamed("db.client.connection.idle.max", "{connection}"), HasValue(10),
                AttributesAre(kPool)),
          AllOf(UpDownCounterNamed("db.client.connection.idle.min", "{connection}"), HasValue(2)),
          AllOf(UpDownCounterNamed("db.client.connection.max", "{connection}"), HasValue(20))));
}

TEST(PoolMetrics, OffAndWithoutMetricsThereAreNone) {
  const MetricCatcher metrics;
  Options options;
  options.metrics = false;
  const PoolMetrics without("orders", {1, 1, 1}, Make(options).value);
  without.Opened({});
  common::SetEnabled(common::Component::kMysql, false);
  const PoolMetrics off("orders", {1, 1, 1});
  off.Ask().Grant().Return();
  common::SetEnabled(common::Component::kMysql, true);
  EXPECT_THAT(metrics.Collect(), IsEmpty());
}

}  // namespace
}  // namespace otelwrap::mysql
