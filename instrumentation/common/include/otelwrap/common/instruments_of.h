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
//   const PoolInstruments* instruments = InstrumentsOf<PoolInstruments>(providers);
//
// Threads: any; a lock is taken only where another meter was asked for last. Ownership: the sets
// belong to the process. Errors: nothing throws; null where no metric is wanted, where nobody takes
// it, and where memory is out.

#pragma once

#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/nostd/unique_ptr.h>
#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/common/providers.h>

#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <vector>

namespace otelwrap::common {

// As the semantic conventions name it.
inline opentelemetry::nostd::unique_ptr<Histogram> MakeHistogram(
    opentelemetry::metrics::Meter& meter, const InstrumentSpec& spec) {
  using opentelemetry::nostd::string_view;
  return meter.CreateDoubleHistogram(string_view(spec.name.data(), spec.name.size()),
                                     string_view(spec.description.data(), spec.description.size()),
                                     string_view(spec.unit.data(), spec.unit.size()));
}

namespace internal {

template <class Instruments>
struct InstrumentCache {
  std::atomic<const Instruments*> last{nullptr};
  std::mutex mutex;
  std::vector<std::unique_ptr<const Instruments>> made;

  // Throws std::bad_alloc.
  const Instruments* Find(
      const opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter>& meter) {
    const std::lock_guard<std::mutex> lock(mutex);
    for (const auto& one : made) {
      if (one->meter.get() == meter.get()) return one.get();
    }
    made.push_back(std::make_unique<const Instruments>(meter));
    return made.back().get();
  }
};

}  // namespace internal

template <class Instruments>
const Instruments* InstrumentsOf(const ProviderSnapshot& providers) noexcept {
  if (providers.duration == nullptr || providers.meter == nullptr) return nullptr;
  static NeverDestroyed<internal::InstrumentCache<Instruments>> kept;
  internal::InstrumentCache<Instruments>& cache = kept.get();
  const Instruments* last = cache.last.load(std::memory_order_acquire);
  if (last != nullptr && last->meter.get() == providers.meter.get()) return last;
  try {
    last = cache.Find(providers.meter);
    cache.last.store(last, std::memory_order_release);
    return last;
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace otelwrap::common
