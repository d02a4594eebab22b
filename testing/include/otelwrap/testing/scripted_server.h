// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// ScriptedServer: a TCP server that does with each connection what a function says, byte by byte:
// for what a real server can't be brought to do, and for protocols that HttpStub does not know.
//
//   ScriptedServer server([](ScriptedServer::Peer& peer) {
//     peer.ReadUntil("\r\n\r\n");
//     peer.Send("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n");
//     peer.HalfClose();   // says no more, and still listens
//     peer.ReadToEnd();
//   });
//
// A connection ends when its function returns.
//
// Threads: the script runs on a thread of its own for each connection. Ownership: the destructor
// ends every connection, so that whatever a script reads comes to its end, and joins the threads.
// Errors: the constructor throws std::runtime_error when it can't listen; a peer that is gone reads
// as an end.

#pragma once

#include <otelwrap/config.h>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace otelwrap::testing {

class OTELWRAP_API ScriptedServer {
 public:
  class OTELWRAP_API Peer {
   public:
    Peer(int socket, int number) noexcept : socket_(socket), number_(number) {}

    int number() const { return number_; }  // of the connection, counted from 1

    // Up to and with the mark; nullopt: the peer ended before it.
    std::optional<std::string> ReadUntil(std::string_view mark);
    std::optional<std::string> Read(size_t count);
    // Whatever comes until the peer ends.
    std::string ReadToEnd();
    // False: the peer is gone.
    bool Send(std::string_view bytes);

    // Ends what is said to the peer; what it says can still be read.
    void HalfClose();
    // The end of this connection will be a reset.
    void ResetAtEnd();

   private:
    bool Fill();

    const int socket_;
    const int number_;
    std::string read_;  // and not yet asked for
  };
  using Script = std::function<void(Peer&)>;

  explicit ScriptedServer(Script script);
  ~ScriptedServer();
  ScriptedServer(const ScriptedServer&) = delete;
  ScriptedServer& operator=(const ScriptedServer&) = delete;

  uint16_t port() const;
  // Connections taken so far.
  int Accepted() const;

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace otelwrap::testing
