// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Spans of connections, by option.

#include <otelwrap/testing/free_port.h>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::IsClient;
using ::testing::IsEmpty;
using testing::SpanNamed;
using testing::Succeeded;

class ConnectTest : public RedisTest {
 protected:
  static std::shared_ptr<const Instrumentation> WithConnections() {
    Options options;
    options.connection_spans = true;
    return Make(options).value;
  }
};

TEST_F(ConnectTest, ThatFailsSaysWhy) {
  const int port = testing::FreePort();
  const Context redis("127.0.0.1", port, WithConnections());
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("CONNECT"), IsClient(), FailedWith("connection_refused"),
                                AttributesAre({{"db.system.name", "redis"},
                                               {"db.operation.name", "CONNECT"},
                                               {"server.address", "127.0.0.1"},
                                               {"server.port", port},
                                               {"error.type", "connection_refused"}}))));
}

TEST_F(ConnectTest, IsASpanOfItsOwnAndSoIsReconnect) {
  Context redis("127.0.0.1", Port(), WithConnections());
  EXPECT_EQ(redis.Reconnect(), REDIS_OK);
  const auto connected = AllOf(SpanNamed("CONNECT"), IsClient(), Succeeded(), FromHiredis(),
                               AttributesAre(WithTcp({{"db.operation.name", "CONNECT"}})));
  EXPECT_THAT(spans_.Finished(), ElementsAre(connected, connected));
}

TEST_F(ConnectTest, ToAUnixSocket) {
  const Context redis = Context::ToUnixSocket(server_->socket().c_str(), WithConnections());
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(Succeeded(), AttributesAre({{"db.system.name", "redis"},
                                                            {"db.operation.name", "CONNECT"},
                                                            {"server.address", server_->socket()},
                                                            {"network.transport", "unix"}}))));
}

TEST_F(ConnectTest, MakesNoSpanUnlessAskedFor) {
  Context redis("127.0.0.1", Port());
  redis.Reconnect();
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

}  // namespace
}  // namespace otelwrap::hiredis
