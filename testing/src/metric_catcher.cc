// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/metric_catcher.h>

#include <gtest/gtest.h>

#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/nostd/variant.h>
#include <opentelemetry/sdk/metrics/metric_reader.h>
#include <opentelemetry/sdk/metrics/view/view_registry.h>
#include <opentelemetry/sdk/resource/resource.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <tuple>
#include <utility>

#include "convert.h"
#include "global_override.h"

namespace otelwrap::testing {
namespace {

namespace metrics = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;
namespace sdk = opentelemetry::sdk;

struct GlobalMeters {
  static auto Get() { return metrics::Provider::GetMeterProvider(); }
  static void Set(const nostd::shared_ptr<metrics::MeterProvider>& provider) {
    metrics::Provider::SetMeterProvider(provider);
  }
};

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

MetricKind KindOf(sdk::metrics::InstrumentType type) {
  using Type = sdk::metrics::InstrumentType;
  if (type == Type::kHistogram) return MetricKind::kHistogram;
  if (type == Type::kCounter || type == Type::kObservableCounter) return MetricKind::kCounter;
  if (type == Type::kUpDownCounter || type == Type::kObservableUpDownCounter) {
    return MetricKind::kUpDownCounter;
  }
  return MetricKind::kGauge;
}

double AsDouble(const sdk::metrics::ValueType& value) {
  return nostd::visit([](auto number) { return static_cast<double>(number); }, value);
}

// Other aggregations, such as the exponential histogram, keep only what the instrument tells.
struct PointReader {
  MetricPoint& point;

  void operator()(const sdk::metrics::SumPointData& data) const {
    point.value = AsDouble(data.value_);
  }
  void operator()(const sdk::metrics::LastValuePointData& data) const {
    point.value = AsDouble(data.value_);
  }
  void operator()(const sdk::metrics::HistogramPointData& data) const {
    point.count = data.count_;
    point.sum = AsDouble(data.sum_);
    point.min = AsDouble(data.min_);
    point.max = AsDouble(data.max_);
    point.boundaries = data.boundaries_;
    point.counts = data.counts_;
  }
  template <typename Other>
  void operator()(const Other&) const {}
};

void Read(const sdk::metrics::MetricData& metric, const Scope& scope,
          std::vector<MetricPoint>& points) {
  for (const auto& data : metric.point_data_attr_) {
    MetricPoint point;
    point.name = metric.instrument_descriptor.name_;
    point.unit = metric.instrument_descriptor.unit_;
    point.description = metric.instrument_descriptor.description_;
    point.kind = KindOf(metric.instrument_descriptor.type_);
    point.scope = scope;
    for (const auto& [key, value] : data.attributes) point.attributes.emplace(key, FromOtel(value));
    nostd::visit(PointReader{point}, data.point_data);
    points.push_back(std::move(point));
  }
}

bool Before(const MetricPoint& a, const MetricPoint& b) {
  return std::tie(a.name, a.attributes) < std::tie(b.name, b.attributes);
}

}  // namespace

struct MetricCatcher::Impl {
  explicit Impl(MetricCatcherOptions options)
      : reader(std::make_shared<ManualReader>()),
        sdk_provider(new sdk::metrics::MeterProvider(std::make_unique<sdk::metrics::ViewRegistry>(),
                                                     sdk::resource::Resource::Create({}))),
        provider(sdk_provider) {
    sdk_provider->AddMetricReader(reader);
    if (options.customize) options.customize(*sdk_provider);
    if (options.install_provider) global_provider.emplace(provider);
  }

  std::shared_ptr<ManualReader> reader;
  sdk::metrics::MeterProvider* sdk_provider;  // owned by provider
  nostd::shared_ptr<metrics::MeterProvider> provider;
  std::optional<GlobalOverride<GlobalMeters>> global_provider;
};

MetricCatcher::MetricCatcher(MetricCatcherOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

MetricCatcher::~MetricCatcher() = default;

std::vector<MetricPoint> MetricCatcher::Collect() const {
  std::vector<MetricPoint> points;
  impl_->reader->Collect([&points](sdk::metrics::ResourceMetrics& all) {
    for (const auto& scope_metrics : all.scope_metric_data_) {
      const Scope scope = FromOtel(*scope_metrics.scope_);
      for (const auto& metric : scope_metrics.metric_data_) Read(metric, scope, points);
    }
    return true;
  });
  std::sort(points.begin(), points.end(), Before);
  return points;
}

MetricPoint MetricCatcher::Named(std::string_view name) const {
  const std::vector<MetricPoint> all = Collect();
  std::vector<MetricPoint> of_that_name;
  std::copy_if(all.begin(), all.end(), std::back_inserter(of_that_name),
               [name](const MetricPoint& point) { return point.name == name; });
  if (of_that_name.size() == 1) return of_that_name.front();
  ADD_FAILURE() << "expected exactly one point of \"" << name << "\", got " << of_that_name.size()
                << "; recorded: " << ::testing::PrintToString(all);
  return {};
}

nostd::shared_ptr<metrics::MeterProvider> MetricCatcher::provider() const {
  return impl_->provider;
}

}  // namespace otelwrap::testing
