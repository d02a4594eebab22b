// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// TcpGate: stands between a client and a server of this machine and misbehaves on command, as
// networks do. The client connects to port(); the gate connects to the server.
//
//   RedisServer server;
//   TcpGate gate(server.port());
//   redisContext* context = redisConnect("127.0.0.1", gate.port());
//   gate.CutAfter(TcpGate::kToClient, 3);   // the answer breaks off in its middle
//
// Faults hold for the connections that there are and for later ones, until Heal. When a function
// returns, what it does has begun.
//
// Threads: all functions but Stop may be called from any thread; one thread of its own does the
// work. Ownership: Stop and the destructor join that thread and close everything. Errors: the
// constructor throws std::runtime_error when it can't listen. A client whose server can't be
// reached is reset.

#pragma once

#include <otelwrap/config.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace otelwrap::testing {

class OTELWRAP_API TcpGate {
 public:
  enum Direction { kToServer, kToClient };
  using Milliseconds = std::chrono::milliseconds;

  explicit TcpGate(uint16_t server_port);
  ~TcpGate();
  TcpGate(const TcpGate&) = delete;
  TcpGate& operator=(const TcpGate&) = delete;

  uint16_t port() const;

  // Each byte arrives so much later; the rate stays.
  void Delay(Direction direction, Milliseconds delay);

  // At most so many bytes in each interval: a trickle of (1, 10 ms), or a slow line.
  void Throttle(Direction direction, size_t bytes, Milliseconds interval);

  // Nothing passes; connections stay open, and new ones are taken. Release lets it flow again.
  void Hold(Direction direction);
  void Release(Direction direction);

  // Ends the connections that there are now: properly, or with a reset.
  void Cut();
  void Reset();

  // Ends a connection once so many bytes of it have passed, counted from its beginning.
  void CutAfter(Direction direction, uint64_t bytes);
  void ResetAfter(Direction direction, uint64_t bytes);

  // New connections are refused; Admit takes them again, on the same port.
  void Refuse();
  void Admit();

  // Lifts every fault. What was cut stays cut.
  void Heal();

  // Connections taken so far, those open now, and bytes that have passed.
  int Accepted() const;
  int Open() const;
  uint64_t Passed(Direction direction) const;

  void Stop();

 private:
  class Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace otelwrap::testing
