// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Connecting: where the library will look for a server, by its own rules (no host means this one,
// by its socket), and the one way in which our calls that block connect.
//
// Threads: one thread at a time for each handle. Errors: those of the library.

#pragma once

#include <mysql.h>

#include <chrono>
#include <string>
#include <string_view>

#include "peer.h"

namespace otelwrap::mysql {

Peer PeerToBe(const Instrumentation& instrumentation, std::string_view host, unsigned int port,
              std::string_view unix_socket) noexcept;

void AddConnectionAttributes(const Instrumentation& instrumentation, MYSQL* handle) noexcept;

// As mysql_real_connect has them.
struct ConnectArguments {
  const char* host;
  const char* user;
  const char* password;
  const char* database;
  unsigned int port;
  const char* unix_socket;
  unsigned long client_flags;
};

// Since when a connection is open; with Settings::connection_times, the name of its pool of one.
struct Opened {
  std::chrono::steady_clock::time_point at;
  std::string pool;
};

// Null is a failure. `peer`: the one to be.
MYSQL* TracedConnect(const Instrumentation& instrumentation, MYSQL* handle, const Peer& peer,
                     const ConnectArguments& to, Opened& opened) noexcept;

}  // namespace otelwrap::mysql
