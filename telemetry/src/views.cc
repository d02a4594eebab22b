// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <opentelemetry/sdk/metrics/aggregation/aggregation_config.h>
#include <opentelemetry/sdk/metrics/view/instrument_selector_factory.h>
#include <opentelemetry/sdk/metrics/view/meter_selector_factory.h>
#include <opentelemetry/sdk/metrics/view/view_factory.h>
#include <opentelemetry/version.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/telemetry/views.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace otelwrap::telemetry {
namespace {

namespace metrics = opentelemetry::sdk::metrics;

std::unique_ptr<metrics::View> MakeView(const common::HistogramAdvice& advice) {
  auto config = std::make_shared<metrics::HistogramAggregationConfig>();
  config->boundaries_.assign(advice.boundaries, advice.boundaries + advice.count);
  const std::string name(advice.instrument->name);
  const std::string description(advice.instrument->description);
#if OPENTELEMETRY_VERSION_MAJOR > 1 || OPENTELEMETRY_VERSION_MINOR >= 23
  return metrics::ViewFactory::Create(name, description, metrics::AggregationType::kHistogram,
                                      config);
#else
  return metrics::ViewFactory::Create(name, description, std::string(advice.instrument->unit),
                                      metrics::AggregationType::kHistogram, config);
#endif
}

}  // namespace

void AddViews(metrics::MeterProvider& provider) {
  for (const common::HistogramAdvice& advice : common::kHistogramAdvice) {
    provider.AddView(metrics::InstrumentSelectorFactory::Create(
                         metrics::InstrumentType::kHistogram, std::string(advice.instrument->name),
                         std::string(advice.instrument->unit)),
                     // Any scope: the names are the conventions', whoever writes them.
                     metrics::MeterSelectorFactory::Create("", "", ""), MakeView(advice));
  }
}

}  // namespace otelwrap::telemetry
