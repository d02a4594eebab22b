// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A component's further instruments, one set for each meter in the whole process: an SDK before
// 1.20 forgets the values of the first instrument when a second of the same name is made.
//
//   struct PoolInstruments {
//     explicit PoolInstruments(const nostd::shared_ptr<metrics::Meter>& meter);
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
#include <otelwrap/config.h>

#include <atomic>
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

// The sets of one kind, without its type.
class InstrumentSets {
 public:
  using Meter = opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter>;
  // A new set; may throw.
  using Make = const void* (*)(const Meter&);

  OTELWRAP_API const void* Find(const ProviderSnapshot& providers, Make make) noexcept;

 private:
  struct Entry {
    Meter meter;
    const void* set;
  };

  const Entry& FindOrMake(const Meter& meter, Make make);

  std::atomic<const Entry*> last_{nullptr};
  std::mutex mutex_;
  std::vector<std::unique_ptr<const Entry>> entries_;
};

}  // namespace internal

template <class Instruments>
const Instruments* InstrumentsOf(const ProviderSnapshot& providers) noexcept {
  static NeverDestroyed<internal::InstrumentSets> kept;
  const auto make = [](const internal::InstrumentSets::Meter& meter) -> const void* {
    return std::make_unique<const Instruments>(meter).release();
  };
  return static_cast<const Instruments*>(kept.get().Find(providers, make));
}

}  // namespace otelwrap::common
