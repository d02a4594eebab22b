// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A component's further instruments, one set for each meter in the whole process: an SDK before
// 1.20 forgets the values of the first instrument when a second of the same name is made.
//
//   struct PoolInstruments {
//     explicit PoolInstruments(const nostd::shared_ptr<metrics::Meter>& its_meter);
//     const nostd::shared_ptr<metrics::Meter> meter;
//     ...
//   };
//   const PoolInstruments* instruments = InstrumentsOf<PoolInstruments>(meter);
//
// Threads: any; under a lock, so keep what it gives where calls are many. Ownership: the sets
// belong to the process. Errors: throws only std::bad_alloc; null without a meter.

#pragma once

#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <otelwrap/common/never_destroyed.h>

#include <memory>
#include <mutex>
#include <vector>

namespace otelwrap::common {

template <class Instruments>
const Instruments* InstrumentsOf(
    const opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter>& meter) {
  struct Cache {
    std::mutex mutex;
    std::vector<std::unique_ptr<const Instruments>> made;
  };
  if (meter == nullptr) return nullptr;
  static NeverDestroyed<Cache> kept;
  Cache& cache = kept.get();
  const std::lock_guard<std::mutex> lock(cache.mutex);
  for (const auto& made : cache.made) {
    if (made->meter.get() == meter.get()) return made.get();
  }
  cache.made.push_back(std::make_unique<const Instruments>(meter));
  return cache.made.back().get();
}

}  // namespace otelwrap::common
