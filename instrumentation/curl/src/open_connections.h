// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The connections that are counted, by their sockets: from the first request on each to its close.
// libcurl keeps a connection beyond the handle that opened it, in the cache of a multi handle or of
// a share, where other handles, on other threads, go on with it. So all are in one table of the
// process, and nothing of a handle's or an instrumentation's is needed when libcurl closes one.
//
//   Opened(socket)               a socket is there, not connected yet
//   Establish(opened, ends, ..)  the first request is about to be sent: counted from now on
//   Enter(ends)                  a later request, of any handle
//   Leave(entered)               that request is over; the last one leaves it idle
//   Closed(socket)
//
// A connection is known again by its two ends, which libcurl tells before each request.
//
// Threads: any, under one lock; metrics are written outside of it. Ownership: owns its entries,
// shares the servers' names; never destroyed. Bounded by kMaxConnections. Errors: none; where
// memory is out a connection is not counted.

#pragma once

#include <curl/curl.h>
#include <otelwrap/common/target.h>

#include <cstddef>
#include <cstdint>
#include <memory>

#include "connection_metrics.h"

namespace otelwrap::curl {

// As PREREQ tells it. Without ports (a Unix socket) it names nothing.
struct ConnectionEnds {
  const char* peer = nullptr;
  const char* local = nullptr;
  int peer_port = 0;
  int local_port = 0;

  bool AreKnown() const noexcept { return peer != nullptr && local != nullptr && local_port > 0; }
};

namespace open_connections {

inline constexpr size_t kMaxConnections = size_t{1} << 16U;

// A socket for as long as it is open: its number alone may be another's by now.
struct Entry {
  curl_socket_t socket = CURL_SOCKET_BAD;
  uint64_t id = 0;  // 0: none

  explicit operator bool() const noexcept { return id != 0; }
};

Entry Opened(curl_socket_t socket) noexcept;
// Whether the socket is that connection's; then it is counted, and entered.
bool Establish(const Entry& opened, const ConnectionEnds& ends,
               const ConnectionInstruments& instruments,
               std::shared_ptr<const common::Target> server) noexcept;
// None: it is not counted.
Entry Enter(const ConnectionEnds& ends) noexcept;
void Leave(const Entry& entered) noexcept;
void Closed(curl_socket_t socket) noexcept;

}  // namespace open_connections
}  // namespace otelwrap::curl
