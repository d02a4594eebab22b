// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <otelwrap/testing/scripted_server.h>

#include <optional>
#include <string>

#include "wire.h"

namespace otelwrap::testing {
namespace {

TEST(ScriptedServer, TellsAPeerThatEndsTooEarly) {
  std::optional<std::string> until = "not run";
  std::optional<std::string> count = "not run";
  {
    ScriptedServer server([&](ScriptedServer::Peer& peer) {
      until = peer.ReadUntil("\n");
      count = peer.Read(100);
      peer.Send("done");
    });
    const Fd client = Connect(server.port());
    SendAll(client, "no line");
    ::shutdown(client.get(), SHUT_WR);
    EXPECT_EQ(Receive(client, 4).bytes, "done");
  }
  EXPECT_EQ(until, std::nullopt);
  EXPECT_EQ(count, std::nullopt);
}

TEST(ScriptedServer, EndsWhileAScriptStillReads) {
  ScriptedServer server([](ScriptedServer::Peer& peer) { peer.ReadToEnd(); });
  const Fd client = Connect(server.port());
  SendAll(client, "x");
}

TEST(ScriptedServer, FollowsItsScriptOnEachConnection) {
  ScriptedServer server([](ScriptedServer::Peer& peer) {
    const std::string line = peer.ReadUntil("\n").value_or("");
    peer.Send(std::to_string(peer.number()) + ' ' + line + peer.Read(2).value_or(""));
  });
  for (const char* number : {"1", "2"}) {
    const Fd client = Connect(server.port());
    SendAll(client, "hello\nxy");
    const Received received = Receive(client, 100);
    EXPECT_EQ(received.bytes, number + std::string(" hello\nxy"));
    EXPECT_TRUE(received.ended);
    EXPECT_FALSE(received.reset);
  }
  EXPECT_EQ(server.Accepted(), 2);
}

TEST(ScriptedServer, HalfClosesAndStillHears) {
  std::string heard;
  {
    ScriptedServer server([&](ScriptedServer::Peer& peer) {
      peer.HalfClose();
      heard = peer.ReadToEnd();
    });
    const Fd client = Connect(server.port());
    EXPECT_TRUE(Receive(client, 1).ended);
    SendAll(client, "still here");
  }
  EXPECT_EQ(heard, "still here");
}

TEST(ScriptedServer, Resets) {
  ScriptedServer server([](ScriptedServer::Peer& peer) {
    peer.Read(1);
    peer.ResetAtEnd();
  });
  const Fd client = Connect(server.port());
  SendAll(client, "x");
  EXPECT_TRUE(Receive(client, 1).reset);
}

}  // namespace
}  // namespace otelwrap::testing
