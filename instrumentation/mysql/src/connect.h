// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the library will look for a server, by its own rules: no host means this one, by its
// socket.
//
// Threads: pure functions.

#pragma once

#include <mysql.h>

#include <string_view>

#include "peer.h"

namespace otelwrap::mysql {

Peer PeerToBe(const Instrumentation& instrumentation, std::string_view host, unsigned int port,
              std::string_view unix_socket) noexcept;

void AddConnectionAttributes(const Instrumentation& instrumentation, MYSQL* handle) noexcept;

}  // namespace otelwrap::mysql
