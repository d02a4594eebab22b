// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A small FTP server with one file, for a protocol of libcurl's that is not HTTP. It keeps the
// commands that it was given.

#pragma once

#include <otelwrap/testing/scripted_server.h>

#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::curl {

class FtpServer {
 public:
  static constexpr std::string_view kFile = "hello";

  std::string url() const { return "ftp://127.0.0.1:" + std::to_string(control_.port()) + "/x"; }
  std::vector<std::string> Commands() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return commands_;
  }

 private:
  void Serve(testing::ScriptedServer::Peer& peer) {
    peer.Send("220 ready\r\n");
    while (const auto line = peer.ReadUntil("\r\n")) {
      const std::string command = line->substr(0, line->find_first_of(" \r"));
      {
        const std::lock_guard<std::mutex> lock(mutex_);
        commands_.push_back(*line);
      }
      if (!peer.Send(Answer(command))) return;
      if (command == "RETR") peer.Send("226 done\r\n");
    }
  }

  std::string Answer(const std::string& command) const {
    if (command == "USER") return "230 logged in\r\n";
    if (command == "PWD") return "257 \"/\" is where you are\r\n";
    if (command == "EPSV") return "229 (|||" + std::to_string(data_.port()) + "|)\r\n";
    if (command == "SIZE") return "213 " + std::to_string(kFile.size()) + "\r\n";
    if (command == "RETR") return "150 coming\r\n";
    if (command == "TYPE" || command == "CWD") return "200 as you like\r\n";
    return "500 not known\r\n";
  }

  mutable std::mutex mutex_;
  std::vector<std::string> commands_;
  const testing::ScriptedServer data_{
      [](testing::ScriptedServer::Peer& peer) { peer.Send(kFile); }};
  const testing::ScriptedServer control_{
      [this](testing::ScriptedServer::Peer& peer) { Serve(peer); }};
};

}  // namespace otelwrap::curl
