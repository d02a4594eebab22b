// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <otelwrap/testing/free_port.h>
#include <otelwrap/testing/tcp_gate.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "wire.h"

namespace otelwrap::testing {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// Sends back what it gets, on every connection.
class EchoServer {
 public:
  EchoServer() : listener_(Listen(0)), port_(PortOf(listener_)), thread_([this] { Run(); }) {}
  ~EchoServer() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
  }
  uint16_t port() const { return port_; }

 private:
  void Run() {
    std::vector<std::thread> sessions;
    for (;;) {
      Fd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket) break;
      sessions.emplace_back([socket = std::move(socket)] { Echo(socket); });
    }
    for (std::thread& session : sessions) session.join();
  }

  static void Echo(const Fd& socket) {
    char bytes[4096];
    for (;;) {
      const ssize_t count = ::recv(socket.get(), bytes, sizeof bytes, 0);
      if (count <= 0 || !SendAll(socket, {bytes, static_cast<size_t>(count)})) return;
    }
  }

  const Fd listener_;
  const uint16_t port_;
  std::thread thread_;
};

class TcpGateTest : public ::testing::Test {
 protected:
  Received Echoed(const Fd& socket, const std::string& text,
                  milliseconds patience = std::chrono::seconds(5)) {
    SendAll(socket, text);
    return Receive(socket, text.size(), patience);
  }

  static milliseconds Since(steady_clock::time_point start) {
    return std::chrono::duration_cast<milliseconds>(steady_clock::now() - start);
  }

  EchoServer server_;
  TcpGate gate_{server_.port()};
};

TEST_F(TcpGateTest, ResetsAClientWhoseServerIsAway) {
  TcpGate nowhere(FreePort());
  const Fd client = Connect(nowhere.port());
  EXPECT_TRUE(Receive(client, 1).reset);
  EXPECT_EQ(nowhere.Open(), 0);
}

TEST_F(TcpGateTest, RefusesAndAdmits) {
  gate_.Refuse();
  EXPECT_FALSE(Connect(gate_.port()));
  gate_.Admit();
  EXPECT_EQ(Echoed(Connect(gate_.port()), "hello").bytes, "hello");
}

TEST_F(TcpGateTest, CutsProperly) {
  const Fd client = Connect(gate_.port());
  EXPECT_EQ(Echoed(client, "hello").bytes, "hello");
  gate_.Cut();
  const Received rest = Receive(client, 1);
  EXPECT_TRUE(rest.ended);
  EXPECT_FALSE(rest.reset);
  EXPECT_EQ(gate_.Open(), 0);
}

TEST_F(TcpGateTest, Resets) {
  const Fd client = Connect(gate_.port());
  EXPECT_EQ(Echoed(client, "hello").bytes, "hello");
  gate_.Reset();
  EXPECT_TRUE(Receive(client, 1).reset);
}

TEST_F(TcpGateTest, CutsInTheMiddleOfAnAnswer) {
  gate_.CutAfter(TcpGate::kToClient, 3);
  const Received answer = Echoed(Connect(gate_.port()), "hello");
  EXPECT_EQ(answer.bytes, "hel");
  EXPECT_TRUE(answer.ended);
  EXPECT_FALSE(answer.reset);
}

TEST_F(TcpGateTest, ResetsInTheMiddleOfARequest) {
  gate_.ResetAfter(TcpGate::kToServer, 2);
  EXPECT_TRUE(Echoed(Connect(gate_.port()), "hello").reset);
  EXPECT_EQ(gate_.Passed(TcpGate::kToServer), 2u);
}

TEST_F(TcpGateTest, HoldsAndReleases) {
  const Fd client = Connect(gate_.port());
  gate_.Hold(TcpGate::kToClient);
  EXPECT_EQ(Echoed(client, "hello", milliseconds(100)).bytes, "");
  EXPECT_EQ(gate_.Passed(TcpGate::kToServer), 5u);
  gate_.Release(TcpGate::kToClient);
  EXPECT_EQ(Receive(client, 5).bytes, "hello");
}

TEST_F(TcpGateTest, DelaysEachDirection) {
  const Fd client = Connect(gate_.port());
  gate_.Delay(TcpGate::kToServer, milliseconds(60));
  gate_.Delay(TcpGate::kToClient, milliseconds(60));
  const auto start = steady_clock::now();
  EXPECT_EQ(Echoed(client, "hello").bytes, "hello");
  EXPECT_GE(Since(start), milliseconds(120));
}

TEST_F(TcpGateTest, Trickles) {
  const Fd client = Connect(gate_.port());
  gate_.Throttle(TcpGate::kToClient, 1, milliseconds(20));
  const auto start = steady_clock::now();
  EXPECT_EQ(Echoed(client, "hello").bytes, "hello");
  EXPECT_GE(Since(start), milliseconds(80));  // the first byte leaves at once
}

TEST_F(TcpGateTest, HealsEverything) {
  gate_.Refuse();
  gate_.Hold(TcpGate::kToServer);
  gate_.CutAfter(TcpGate::kToClient, 1);
  gate_.Heal();
  EXPECT_EQ(Echoed(Connect(gate_.port()), "hello").bytes, "hello");
}

TEST_F(TcpGateTest, PassesTheEndOfAStreamOn) {
  const Fd client = Connect(gate_.port());
  SendAll(client, "hello");
  ::shutdown(client.get(), SHUT_WR);
  const Received all = Receive(client, 100);
  EXPECT_EQ(all.bytes, "hello");
  EXPECT_TRUE(all.ended);
}

TEST_F(TcpGateTest, PassesMuchOnManyConnections) {
  const std::string text(1 << 20, 'x');
  std::vector<std::thread> clients;
  for (int i = 0; i < 4; ++i) {
    clients.emplace_back([&] {
      const Fd client = Connect(gate_.port());
      std::thread sender([&] { SendAll(client, text); });
      EXPECT_EQ(Receive(client, text.size(), std::chrono::seconds(30)).bytes.size(), text.size());
      sender.join();
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(gate_.Accepted(), 4);
  EXPECT_EQ(gate_.Passed(TcpGate::kToClient), 4 * text.size());
}

TEST_F(TcpGateTest, StopsWithConnectionsOpen) {
  const Fd client = Connect(gate_.port());
  EXPECT_EQ(Echoed(client, "hello").bytes, "hello");
  gate_.Stop();
  EXPECT_TRUE(Receive(client, 1).ended);
  EXPECT_FALSE(Connect(gate_.port()));
  EXPECT_EQ(gate_.Accepted(), 1);
}

}  // namespace
}  // namespace otelwrap::testing
