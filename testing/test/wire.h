// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A client's plain socket, for tests that look at the bytes.

#pragma once

#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <chrono>
#include <string>

#include "socket.h"

namespace otelwrap::testing {

struct Received {
  std::string bytes;
  bool ended = false;  // by the peer
  bool reset = false;  // and not properly
};

// Reads until there are `count` bytes, the peer ends, or the time is over.
inline Received Receive(const Fd& socket, size_t count,
                        std::chrono::milliseconds patience = std::chrono::seconds(5)) {
  Received received;
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (received.bytes.size() < count) {
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd waiting{socket.get(), POLLIN, 0};
    if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) != 1) break;
    char bytes[4096];
    const ssize_t got = ::recv(socket.get(), bytes, sizeof bytes, 0);
    if (got <= 0) {
      received.ended = true;
      received.reset = got < 0 && errno == ECONNRESET;
      break;
    }
    received.bytes.append(bytes, static_cast<size_t>(got));
  }
  return received;
}

}  // namespace otelwrap::testing
