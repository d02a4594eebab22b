// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The table of open connections and a transfer's use of it, with sockets of our own: what no server
// can be brought to do at will.

#include "open_connections.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <opentelemetry/metrics/provider.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "connection_use.h"
#include "connections_fixture.h"

namespace otelwrap::curl {
namespace {

// A TCP socket that is bound to the loopback, as one that is connected.
class BoundSocket {
 public:
  BoundSocket() : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(bind(socket_, generic, size), 0);
    EXPECT_EQ(getsockname(socket_, generic, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~BoundSocket() {
    open_connections::Closed(socket_);
    close(socket_);
  }
  BoundSocket(const BoundSocket&) = delete;
  BoundSocket& operator=(const BoundSocket&) = delete;

  curl_socket_t get() const { return socket_; }
  ConnectionEnds ends() const { return {"127.0.0.1", "127.0.0.1", 80, port_}; }

 private:
  const curl_socket_t socket_;
  int port_ = 0;
};

class OpenConnectionsTest : public ::testing::Test {
 protected:
  OpenConnectionsTest()
      : instruments_(opentelemetry::metrics::Provider::GetMeterProvider()->GetMeter("test")),
        server_(std::make_shared<const common::Target>("a.example", 80, true)) {}

  Counted Now() const { return Count(metrics_); }
  open_connections::Entry Establish(const BoundSocket& socket) {
    const open_connections::Entry entry = open_connections::Opened(socket.get());
    EXPECT_TRUE(open_connections::Establish(entry, socket.ends(), instruments_, server_));
    return entry;
  }

  MetricCatcher metrics_;
  const ConnectionInstruments instruments_;
  const std::shared_ptr<const common::Target> server_;
};

TEST_F(OpenConnectionsTest, BeyondTheBoundNoneIsRemembered) {
  constexpr int kFirst = 1 << 24;  // no socket has such a number
  constexpr int kMax = static_cast<int>(open_connections::kMaxConnections);
  for (int i = 0; i < kMax; ++i) ASSERT_TRUE(open_connections::Opened(kFirst + i)) << i;
  EXPECT_FALSE(open_connections::Opened(kFirst + kMax));
  for (int i = 0; i < kMax; ++i) open_connections::Closed(kFirst + i);
  EXPECT_TRUE(open_connections::Opened(kFirst + kMax));
  open_connections::Closed(kFirst + kMax);
}

TEST_F(OpenConnectionsTest, OneThatIsGoneIsNotMistakenForTheNextWithItsNumber) {
  const BoundSocket socket;
  const open_connections::Entry gone = Establish(socket);
  open_connections::Closed(socket.get());
  const open_connections::Entry next = Establish(socket);
  EXPECT_EQ(Now(), (Counted{1, 0, 1}));
  open_connections::Leave(gone);
  EXPECT_EQ(Now(), (Counted{1, 0, 1}));
  open_connections::Leave(next);
  EXPECT_EQ(Now(), (Counted{0, 1, 1}));
}

TEST_F(OpenConnectionsTest, ASocketWithAnotherEndIsNotTheRequests) {
  const BoundSocket socket;
  const open_connections::Entry entry = open_connections::Opened(socket.get());
  ConnectionEnds other_port = socket.ends();
  ++other_port.local_port;
  EXPECT_FALSE(open_connections::Establish(entry, other_port, instruments_, server_));
  ConnectionEnds other_address = socket.ends();
  other_address.local = "127.0.0.2";
  EXPECT_FALSE(open_connections::Establish(entry, other_address, instruments_, server_));
  EXPECT_EQ(Now(), (Counted{0, 0, 0}));
  EXPECT_TRUE(open_connections::Establish(entry, socket.ends(), instruments_, server_));
}

TEST_F(OpenConnectionsTest, ItsDurationIsItsServers) {
  {
    const BoundSocket socket;
    Establish(socket);
  }
  EXPECT_THAT(
      metrics_.Named(kDuration),
      AllOf(HasCount(1), AttributesAre({{"server.address", "a.example"}, {"server.port", 80}})));
}

TEST_F(OpenConnectionsTest, ASocketWithoutPortsIsNotCounted) {
  const int socket = ::socket(AF_UNIX, SOCK_STREAM, 0);
  ConnectionUse use(instruments_);
  use.OnSocket(socket);
  use.OnRequest({"", "", 0, 0}, server_);
  use.OnRequest({nullptr, nullptr, 0, 0}, server_);
  EXPECT_EQ(Now(), (Counted{0, 0, 0}));
  open_connections::Closed(socket);
  close(socket);
}

TEST_F(OpenConnectionsTest, OfSeveralThatAreTriedTheOneThatIsUsedCounts) {
  const BoundSocket used;
  const BoundSocket given_up;
  {
    ConnectionUse use(instruments_);
    use.OnSocket(used.get());
    use.OnSocket(given_up.get());
    use.OnRequest(used.ends(), server_);
    EXPECT_EQ(Now(), (Counted{1, 0, 0}));
  }
  open_connections::Closed(given_up.get());
  EXPECT_EQ(Now(), (Counted{0, 1, 0}));
  open_connections::Closed(used.get());
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
}

}  // namespace
}  // namespace otelwrap::curl
