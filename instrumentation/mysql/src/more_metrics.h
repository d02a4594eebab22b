// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The instruments beside the duration: rows of results, and what becomes of connections. Made at
// their first use with a meter, and kept for it.
//
// Threads: safe; a lock is taken only where another meter was asked for last. Ownership: kept until
// the process ends, one set for each meter. Errors: nothing throws; without memory, or where no
// metrics are wanted, null.

#pragma once

#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <otelwrap/common/attributes.h>
#include <otelwrap/mysql/instrumentation.h>

#include <chrono>
#include <cstdint>
#include <string_view>

namespace otelwrap::mysql {

struct MoreInstruments {
  using Meter = opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter>;
  template <class T>
  using Pointer = opentelemetry::nostd::unique_ptr<T>;
  using Counts = Pointer<opentelemetry::metrics::UpDownCounter<int64_t>>;
  using Times = Pointer<opentelemetry::metrics::Histogram<double>>;

  explicit MoreInstruments(const Meter& meter);

  const Pointer<opentelemetry::metrics::Histogram<uint64_t>> returned_rows;
  const Counts count;
  const Counts idle_max;
  const Counts idle_min;
  const Counts max;
  const Counts pending_requests;
  const Pointer<opentelemetry::metrics::Counter<uint64_t>> timeouts;
  const Times create_time;
  const Times wait_time;
  const Times use_time;
};

// Null where nobody takes metrics.
const MoreInstruments* MoreInstrumentsOf(const Instrumentation& instrumentation) noexcept;

void RecordReturnedRows(const Instrumentation& instrumentation, uint64_t rows,
                        const common::AttributeSet& attributes) noexcept;

// db.client.connection.*; `pool`: its name.
void AddConnections(const MoreInstruments::Counts& counter, int64_t change, std::string_view pool,
                    std::string_view state) noexcept;
void RecordConnectionTime(const MoreInstruments::Times& histogram, std::chrono::nanoseconds time,
                          std::string_view pool) noexcept;

}  // namespace otelwrap::mysql
