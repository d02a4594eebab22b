// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "instrument_cache.h"

#include <otelwrap/common/instruments_of.h>
#include <otelwrap/common/never_destroyed.h>

#include <mutex>
#include <string>
#include <vector>

namespace otelwrap::common {
namespace {

namespace metrics = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;

struct Entry {
  nostd::shared_ptr<metrics::Meter> meter;
  std::string name;
  std::shared_ptr<Histogram> histogram;
};

struct Cache {
  std::mutex mutex;
  std::vector<Entry> entries;
};

// Never destroyed: calls may still be under way while the process ends.
Cache& GetCache() {
  static NeverDestroyed<Cache> cache;
  return cache.get();
}

}  // namespace

std::shared_ptr<Histogram> CachedHistogram(const nostd::shared_ptr<metrics::Meter>& meter,
                                           const InstrumentSpec& spec) {
  Cache& cache = GetCache();
  const std::lock_guard<std::mutex> lock(cache.mutex);
  for (const Entry& entry : cache.entries) {
    if (entry.meter.get() == meter.get() && entry.name == spec.name) return entry.histogram;
  }
  auto made = MakeHistogram(*meter, spec);
  if (made == nullptr) return nullptr;
  std::shared_ptr<Histogram> histogram(made.release());
  cache.entries.push_back({meter, std::string(spec.name), histogram});
  return histogram;
}

}  // namespace otelwrap::common
