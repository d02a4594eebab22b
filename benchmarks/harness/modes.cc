// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "harness/modes.h"

#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/context/propagation/noop_propagator.h>
#include <opentelemetry/metrics/noop.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/metrics/metric_reader.h>
#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/samplers/always_off.h>
#include <opentelemetry/sdk/trace/samplers/always_on.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/noop.h>
#include <opentelemetry/trace/provider.h>
#include <otelwrap/common/providers.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/propagators/install.h>

#include <memory>
#include <utility>

namespace otelwrap::benchmarks {
namespace {

namespace metrics = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;
namespace propagation = opentelemetry::context::propagation;
namespace sdk = opentelemetry::sdk;
namespace trace = opentelemetry::trace;

// Makes what the SDK's in-memory exporter would get, and drops it.
class DroppingProcessor final : public sdk::trace::SpanProcessor {
 public:
  std::unique_ptr<sdk::trace::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<sdk::trace::SpanData>();
  }
  void OnStart(sdk::trace::Recordable&, const trace::SpanContext&) noexcept override {}
  void OnEnd(std::unique_ptr<sdk::trace::Recordable>&&) noexcept override {}
  bool ForceFlush(std::chrono::microseconds) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds) noexcept override { return true; }
};

// Read by hand, which nobody does here.
class ManualReader final : public sdk::metrics::MetricReader {
 public:
  sdk::metrics::AggregationTemporality GetAggregationTemporality(
      sdk::metrics::InstrumentType) const noexcept override {
    return sdk::metrics::AggregationTemporality::kCumulative;
  }

 private:
  bool OnForceFlush(std::chrono::microseconds) noexcept override { return true; }
  bool OnShutDown(std::chrono::microseconds) noexcept override { return true; }
};

nostd::shared_ptr<trace::TracerProvider> MakeTracerProvider(Mode mode) {
  std::unique_ptr<sdk::trace::Sampler> sampler;
  if (mode == Mode::kSampled) {
    sampler = std::make_unique<sdk::trace::AlwaysOnSampler>();
  } else if (mode == Mode::kUnsampled) {
    sampler = std::make_unique<sdk::trace::AlwaysOffSampler>();
  } else {
    return nostd::shared_ptr<trace::TracerProvider>(new trace::NoopTracerProvider);
  }
  return nostd::shared_ptr<trace::TracerProvider>(
      new sdk::trace::TracerProvider(std::make_unique<DroppingProcessor>(),
                                     sdk::resource::Resource::Create({}), std::move(sampler)));
}

nostd::shared_ptr<metrics::MeterProvider> MakeMeterProvider(Mode mode, bool wanted) {
  if (!wanted || (mode != Mode::kSampled && mode != Mode::kUnsampled)) {
    return nostd::shared_ptr<metrics::MeterProvider>(new metrics::NoopMeterProvider);
  }
  auto provider = std::make_unique<sdk::metrics::MeterProvider>();
  provider->AddMetricReader(std::make_shared<ManualReader>());
  return nostd::shared_ptr<metrics::MeterProvider>(provider.release());
}

nostd::shared_ptr<propagation::TextMapPropagator> MakeNoPropagator() {
  return nostd::shared_ptr<propagation::TextMapPropagator>(new propagation::NoOpPropagator);
}

}  // namespace

ModeScope::ModeScope(Mode mode, bool metrics) {
  trace::Provider::SetTracerProvider(MakeTracerProvider(mode));
  metrics::Provider::SetMeterProvider(MakeMeterProvider(mode, metrics));
  if (mode != Mode::kBare) propagators::InstallGlobalPropagator();
  common::SetAllEnabled(mode != Mode::kOff);
  common::RefreshProviders();
}

ModeScope::~ModeScope() {
  trace::Provider::SetTracerProvider(MakeTracerProvider(Mode::kNoop));
  metrics::Provider::SetMeterProvider(MakeMeterProvider(Mode::kNoop, false));
  propagation::GlobalTextMapPropagator::SetGlobalPropagator(MakeNoPropagator());
  common::SetAllEnabled(true);
  common::RefreshProviders();
}

}  // namespace otelwrap::benchmarks
