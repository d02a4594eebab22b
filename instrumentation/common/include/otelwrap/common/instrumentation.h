// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The validated, immutable form of a component's Options: what every Operation is started from.
// Each component derives its own and offers the same three functions:
//
//   Made<Instrumentation> Make(Options);                     // checks once
//   void SetDefault(std::shared_ptr<const Instrumentation>); // for the functions on raw handles
//   const Instrumentation& Default();                        // never null
//
// Threads: immutable; safe from any thread. Ownership: shared; a wrapped object keeps its own, the
// default lives until the process ends, and whoever starts an Operation keeps the instrumentation
// until it has ended. Errors: nothing throws after Make().

#pragma once

#include <otelwrap/common/component.h>
#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/common/options.h>
#include <otelwrap/common/providers.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/config.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace otelwrap::common {

class OTELWRAP_API Instrumentation {
 public:
  Instrumentation(Component component, const InstrumentSpec& duration, Options options);
  virtual ~Instrumentation();
  Instrumentation(const Instrumentation&) = delete;
  Instrumentation& operator=(const Instrumentation&) = delete;

  Component component() const noexcept { return component_; }
  const Options& options() const noexcept { return options_; }
  // Whether no option changes what a call does of itself: no hook, no clock, no limit on spans.
  // Most have none, and one look says so where the options are many lines of memory.
  bool IsPlain() const noexcept { return is_plain_; }
  const ProviderSnapshot& Providers() const noexcept { return providers_.Current(); }

  // Whether a span or a metric may come of a call: without, nothing need be known about it.
  bool ObservesCalls() const noexcept { return Observes(Providers()); }
  // Whether context is passed on at all: without a propagator it is not.
  bool PropagatesContext() const noexcept {
    return Providers().propagator_kind != PropagatorKind::kNone;
  }
  // Whether a call that this thread makes now needs nothing of us: nothing would be recorded of it,
  // and no context is current that could be passed on.
  bool IgnoresCallsFromHere() const noexcept;

 private:
  bool Observes(const ProviderSnapshot& providers) const noexcept {
    return providers.duration != nullptr || (options_.traces && providers.MakesSpans());
  }

  const Component component_;
  const bool is_plain_;
  const Options options_;
  const ProviderCache providers_;
};

// Empty, or one sentence saying what is wrong and what would be right.
OTELWRAP_API std::string ValidateOptions(const Options& options);

// A component's default instrumentation. Replaced ones are kept: a call may still be in one.
template <class T>
class DefaultInstrumentation {
 public:
  // Made from default options at the first call.
  const T& Get() noexcept {
    const T* current = current_.load(std::memory_order_acquire);
    return current != nullptr ? *current : MakeFirst();
  }

  // Null puts default options back.
  void Set(std::shared_ptr<const T> instrumentation) {
    if (instrumentation == nullptr) instrumentation = std::make_shared<const T>();
    const std::lock_guard<std::mutex> lock(mutex_);
    current_.store(instrumentation.get(), std::memory_order_release);
    kept_.push_back(std::move(instrumentation));
  }

 private:
  const T& MakeFirst() {
    const std::lock_guard<std::mutex> lock(mutex_);
    const T* current = current_.load(std::memory_order_relaxed);
    if (current == nullptr) {
      kept_.push_back(std::make_shared<const T>());
      current = kept_.back().get();
      current_.store(current, std::memory_order_release);
    }
    return *current;
  }

  std::atomic<const T*> current_{nullptr};
  std::mutex mutex_;
  std::vector<std::shared_ptr<const T>> kept_;
};

// What the three functions of a component stand on; for its source alone.
template <class T>
DefaultInstrumentation<T>& DefaultOf() noexcept {
  static NeverDestroyed<DefaultInstrumentation<T>> instance;
  return instance.get();
}

// `error`: what was found wrong with the options, or empty.
template <class T, class Options>
Made<T> MakeUnless(std::string error, Options&& options) {
  if (!error.empty()) return {nullptr, std::move(error)};
  return {std::make_shared<const T>(std::forward<Options>(options)), {}};
}

}  // namespace otelwrap::common
