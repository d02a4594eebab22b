// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The providers of a traced variant, global while the object lives: AlwaysOn, a batch processor
// with its defaults and an exporter that only counts; metrics on, with a reader read by nobody; the
// W3C propagators.

#pragma once

#include <opentelemetry/sdk/trace/tracer_provider.h>

#include <atomic>
#include <cstddef>
#include <memory>

#include "harness/modes.h"

namespace otelwrap::benchmarks {

class CountedTelemetry {
 public:
  CountedTelemetry();
  ~CountedTelemetry();
  CountedTelemetry(const CountedTelemetry&) = delete;
  CountedTelemetry& operator=(const CountedTelemetry&) = delete;

  // Waits until what has ended has been exported. Throws std::runtime_error when it doesn't.
  void Flush();
  size_t Exported() const noexcept { return exported_->load(); }

 private:
  const ModeScope metrics_and_propagators_;
  // Shared with the exporter, which a component's cached provider may keep a little longer.
  const std::shared_ptr<std::atomic<size_t>> exported_;
  opentelemetry::sdk::trace::TracerProvider* provider_;  // the global one
};

}  // namespace otelwrap::benchmarks
