// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/instruments_of.h>

#include <exception>
#include <utility>

namespace otelwrap::common::internal {

const void* InstrumentSets::Find(const ProviderSnapshot& providers, Make make) noexcept {
  if (providers.duration == nullptr || providers.meter == nullptr) return nullptr;
  const Entry* last = last_.load(std::memory_order_acquire);
  if (last != nullptr && last->meter.get() == providers.meter.get()) return last->set;
  try {
    last = &FindOrMake(providers.meter, make);
  } catch (const std::exception&) {
    return nullptr;
  }
  last_.store(last, std::memory_order_release);
  return last->set;
}

const InstrumentSets::Entry& InstrumentSets::FindOrMake(const Meter& meter, Make make) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (const auto& entry : entries_) {
    if (entry->meter.get() == meter.get()) return *entry;
  }
  // So that nothing throws once the set is made.
  entries_.reserve(entries_.size() + 1);
  auto entry = std::make_unique<Entry>(Entry{meter, nullptr});
  entry->set = make(meter);
  entries_.push_back(std::move(entry));
  return *entries_.back();
}

}  // namespace otelwrap::common::internal
