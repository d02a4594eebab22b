// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "connection_times.h"

#include <exception>

#include "more_metrics.h"

namespace otelwrap::mysql {

std::string PoolNameOf(const Peer& peer, std::string_view schema) noexcept {
  if (peer.target == nullptr) return {};
  try {
    std::string name(peer.target->address());
    if (!peer.unix_socket) {
      const int64_t port = peer.target->port();  // it leaves the default out
      name += ':' + std::to_string(port != 0 ? port : int64_t{kDefaultPort});
    }
    if (!schema.empty()) name.append("/").append(schema);
    return name;
  } catch (const std::exception&) {
    return {};
  }
}

void RecordCreateTime(const Instrumentation& instrumentation, std::chrono::nanoseconds time,
                      const std::string& pool) noexcept {
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation);
  if (instruments == nullptr || pool.empty()) return;
  RecordConnectionTime(instruments->create_time, time, pool);
}

void RecordUseTime(const Instrumentation& instrumentation,
                   std::chrono::steady_clock::time_point opened, const std::string& pool) noexcept {
  const MoreInstruments* instruments = MoreInstrumentsOf(instrumentation);
  if (instruments == nullptr) return;
  RecordConnectionTime(instruments->use_time, std::chrono::steady_clock::now() - opened, pool);
}

}  // namespace otelwrap::mysql
