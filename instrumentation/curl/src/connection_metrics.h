// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the connections of one meter are told by: http.client.open_connections and
// http.client.connection.duration.
//
// Threads: safe. Ownership: instruments belong to the process, one set for each meter
// (InstrumentsOf): a connection may be closed long after its handle and its instrumentation are
// gone. Errors: none; what the meter does not make is not written.

#pragma once

#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <otelwrap/common/target.h>

#include <chrono>
#include <cstdint>

namespace otelwrap::curl {

enum class ConnectionState : uint8_t { kActive, kIdle };

class ConnectionInstruments {
 public:
  using Meter = opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter>;

  explicit ConnectionInstruments(const Meter& meter);

  void AddOpen(const common::Target& server, ConnectionState state, int64_t change) const noexcept;
  void RecordDuration(const common::Target& server,
                      std::chrono::duration<double> duration) const noexcept;

 private:
  const opentelemetry::nostd::unique_ptr<opentelemetry::metrics::UpDownCounter<int64_t>> open_;
  const opentelemetry::nostd::unique_ptr<opentelemetry::metrics::Histogram<double>> duration_;
};

}  // namespace otelwrap::curl
