// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How long it takes to connect to a real server, and how long a connection is used, as metrics.

#include <otelwrap/mysql/session.h>

#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;
using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Gt;
using ::testing::Not;

class ConnectionTimesTest : public Shop {
 protected:
  auto Time(const char* name, uint64_t count) const {
    return AllOf(HistogramNamed(name, "s"), HasCount(count), HasSum(Gt(0)),
                 AttributesAre({{"db.client.connection.pool.name",
                                 "127.0.0.1:" + std::to_string(port()) + "/shop"}}));
  }

  static std::shared_ptr<const Instrumentation> Timing() {
    Options options;
    options.connection_times = true;
    return Make(options).value;
  }
};

TEST_F(ConnectionTimesTest, RefusedOnesHaveNone) {
  const MetricCatcher metrics;
  Connection connection(Timing());
  ConnectOptions wrong = ByTcp();
  wrong.password = "wrong";
  EXPECT_FALSE(connection.Connect(wrong));
  connection = Connection();
  MYSQL* raw = mysql_init(nullptr);
  EXPECT_EQ(RealConnect(*Timing(), raw, "127.0.0.1", "root", "wrong", "shop", server_->port(),
                        nullptr, 0),
            nullptr);
  Close(raw);
  EXPECT_THAT(metrics.Collect(),
              Not(Contains(HistogramNamed("db.client.connection.create_time", "s"))));
  EXPECT_THAT(metrics.Collect(),
              Not(Contains(HistogramNamed("db.client.connection.use_time", "s"))));
}

TEST_F(ConnectionTimesTest, AreMeasuredOnlyByOption) {
  const MetricCatcher metrics;
  {
    Connection silent;
    ASSERT_TRUE(silent.Connect(ByTcp()));
  }
  EXPECT_THAT(metrics.Collect(),
              Not(Contains(HistogramNamed("db.client.connection.create_time", "s"))));
  {
    Connection connection(Timing());
    ASSERT_TRUE(connection.Connect(ByTcp()));
    ASSERT_TRUE(connection.Connect(ByTcp()));
    EXPECT_THAT(metrics.Collect(), Contains(Time("db.client.connection.use_time", 1)));
  }
  MYSQL* raw = mysql_init(nullptr);
  ASSERT_NE(
      RealConnect(*Timing(), raw, "127.0.0.1", "root", "", "shop", server_->port(), nullptr, 0),
      nullptr);
  Close(raw);
  EXPECT_THAT(metrics.Collect(), Contains(Time("db.client.connection.create_time", 3)));
  EXPECT_THAT(metrics.Collect(), Contains(Time("db.client.connection.use_time", 2)));
}

}  // namespace
}  // namespace otelwrap::mysql
