// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// An HTTP proxy and the server behind it in one: it answers CONNECT as it is told, and the requests
// that come through the tunnel with "text". It keeps the heads of both.

#pragma once

#include <otelwrap/testing/scripted_server.h>

#include <algorithm>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace otelwrap::curl {

class TunnelServer {
 public:
  // The answers to CONNECT, one after the other; the last one again and again.
  explicit TunnelServer(
      std::vector<std::string> answers = {"HTTP/1.1 200 Connection established\r\n\r\n"})
      : answers_(std::move(answers)) {}

  uint16_t port() const { return server_.port(); }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
  std::vector<std::string> Heads() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return heads_;
  }

 private:
  void Serve(testing::ScriptedServer::Peer& peer) {
    while (const auto head = peer.ReadUntil("\r\n\r\n")) {
      if (!peer.Send(AnswerTo(*head))) return;
    }
  }

  std::string AnswerTo(const std::string& head) {
    const std::lock_guard<std::mutex> lock(mutex_);
    heads_.push_back(head);
    if (head.rfind("CONNECT ", 0) != 0) return "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\ntext";
    return answers_[std::min(connects_++, answers_.size() - 1)];
  }

  const std::vector<std::string> answers_;
  mutable std::mutex mutex_;
  std::vector<std::string> heads_;
  size_t connects_ = 0;
  const testing::ScriptedServer server_{
      [this](testing::ScriptedServer::Peer& peer) { Serve(peer); }};
};

}  // namespace otelwrap::curl
