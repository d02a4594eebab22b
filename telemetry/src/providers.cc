// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "providers.h"

#include <opentelemetry/baggage/propagation/baggage_propagator.h>
#include <opentelemetry/context/propagation/composite_propagator.h>
#include <opentelemetry/context/propagation/noop_propagator.h>
#include <opentelemetry/sdk/logs/batch_log_record_processor_factory.h>
#include <opentelemetry/sdk/logs/batch_log_record_processor_options.h>
#include <opentelemetry/sdk/logs/processor.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_factory.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_options.h>
#include <opentelemetry/sdk/metrics/view/view_registry.h>
#include <opentelemetry/sdk/trace/batch_span_processor_factory.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/processor.h>
#include <opentelemetry/sdk/trace/samplers/always_off.h>
#include <opentelemetry/sdk/trace/samplers/always_on.h>
#include <opentelemetry/sdk/trace/samplers/parent.h>
#include <opentelemetry/sdk/trace/samplers/trace_id_ratio.h>
#include <opentelemetry/trace/propagation/b3_propagator.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <opentelemetry/trace/propagation/jaeger.h>
#include <otelwrap/telemetry/views.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "exporters.h"

namespace otelwrap::telemetry {
namespace {

namespace logs = opentelemetry::sdk::logs;
namespace metrics = opentelemetry::sdk::metrics;
namespace nostd = opentelemetry::nostd;
namespace propagation = opentelemetry::context::propagation;
namespace resource = opentelemetry::sdk::resource;
namespace trace = opentelemetry::sdk::trace;

std::unique_ptr<trace::Sampler> MakeSampler(const Settings& settings) {
  std::unique_ptr<trace::Sampler> root;
  switch (settings.sampler) {
    case SamplerKind::kAlwaysOn:
      root = std::make_unique<trace::AlwaysOnSampler>();
      break;
    case SamplerKind::kAlwaysOff:
      root = std::make_unique<trace::AlwaysOffSampler>();
      break;
    case SamplerKind::kTraceIdRatio:
      root = std::make_unique<trace::TraceIdRatioBasedSampler>(settings.sampler_ratio);
  }
  if (!settings.parent_based) return root;
  return std::make_unique<trace::ParentBasedSampler>(
      std::shared_ptr<trace::Sampler>(std::move(root)));
}

std::unique_ptr<propagation::TextMapPropagator> MakeOne(Propagator propagator) {
  namespace api = opentelemetry::trace::propagation;
  switch (propagator) {
    case Propagator::kTraceContext:
      return std::make_unique<api::HttpTraceContext>();
    case Propagator::kBaggage:
      return std::make_unique<opentelemetry::baggage::propagation::BaggagePropagator>();
    case Propagator::kB3:
      return std::make_unique<api::B3Propagator>();
    case Propagator::kB3Multi:
      return std::make_unique<api::B3PropagatorMultiHeader>();
    case Propagator::kJaeger:
      break;
  }
  return std::make_unique<api::JaegerPropagator>();
}

}  // namespace

resource::Resource MakeResource(const Options& options) {
  resource::ResourceAttributes attributes;
  for (const auto& [key, value] : options.resource_attributes) attributes[key] = value;
  if (!options.service_name.empty()) attributes["service.name"] = options.service_name;
  // Create() merges the variables below what is given.
  return resource::Resource::Create(attributes);
}

std::shared_ptr<trace::TracerProvider> MakeTracerProvider(const Settings& settings,
                                                          const resource::Resource& resource) {
  auto exporter = MakeSpanExporter(settings.traces);
  if (exporter == nullptr) return nullptr;
  trace::BatchSpanProcessorOptions options;
  options.schedule_delay_millis = settings.span_delay;
  return std::make_shared<trace::TracerProvider>(
      trace::BatchSpanProcessorFactory::Create(std::move(exporter), options), resource,
      MakeSampler(settings));
}

std::shared_ptr<metrics::MeterProvider> MakeMeterProvider(const Settings& settings,
                                                          const resource::Resource& resource) {
  auto exporter = MakeMetricExporter(settings.metrics);
  if (exporter == nullptr) return nullptr;
  metrics::PeriodicExportingMetricReaderOptions options;
  options.export_interval_millis = settings.metric_interval;
  // The reader takes its own defaults for both unless the timeout is the shorter one.
  options.export_timeout_millis =
      std::min(options.export_timeout_millis, settings.metric_interval / 2);
  auto provider =
      std::make_shared<metrics::MeterProvider>(std::make_unique<metrics::ViewRegistry>(), resource);
  AddViews(*provider);
  provider->AddMetricReader(
      metrics::PeriodicExportingMetricReaderFactory::Create(std::move(exporter), options));
  return provider;
}

std::shared_ptr<logs::LoggerProvider> MakeLoggerProvider(const Settings& settings,
                                                         const resource::Resource& resource) {
  auto exporter = MakeLogExporter(settings.logs);
  if (exporter == nullptr) return nullptr;
  logs::BatchLogRecordProcessorOptions options;
  options.schedule_delay_millis = std::min(options.schedule_delay_millis, settings.span_delay);
  return std::make_shared<logs::LoggerProvider>(
      logs::BatchLogRecordProcessorFactory::Create(std::move(exporter), options), resource);
}

nostd::shared_ptr<propagation::TextMapPropagator> MakePropagator(const Settings& settings) {
  if (settings.propagators.empty()) {
    return nostd::shared_ptr<propagation::TextMapPropagator>(new propagation::NoOpPropagator);
  }
  std::vector<std::unique_ptr<propagation::TextMapPropagator>> parts;
  for (const Propagator propagator : settings.propagators) parts.push_back(MakeOne(propagator));
  return nostd::shared_ptr<propagation::TextMapPropagator>(
      new propagation::CompositePropagator(std::move(parts)));
}

}  // namespace otelwrap::telemetry
