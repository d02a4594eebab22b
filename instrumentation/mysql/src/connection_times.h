// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How long it took to connect, and how long a connection was open, for connections without a pool:
// each is a pool of its own, named as the semantic conventions have it, `address:port/namespace`.
//
// Threads: safe. Errors: nothing throws; without memory the name is empty, and nothing is recorded.

#pragma once

#include <otelwrap/mysql/instrumentation.h>

#include <chrono>
#include <string>
#include <string_view>

#include "peer.h"

namespace otelwrap::mysql {

std::string PoolNameOf(const Peer& peer, std::string_view schema) noexcept;

void RecordCreateTime(const Instrumentation& instrumentation, std::chrono::nanoseconds time,
                      const std::string& pool) noexcept;
void RecordUseTime(const Instrumentation& instrumentation,
                   std::chrono::steady_clock::time_point opened, const std::string& pool) noexcept;

}  // namespace otelwrap::mysql
