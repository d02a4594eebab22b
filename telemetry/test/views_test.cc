// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/metrics/metric_reader.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/telemetry/views.h>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace otelwrap::telemetry {
namespace {

namespace metrics = opentelemetry::sdk::metrics;
using ::testing::ElementsAreArray;

class HandReader final : public metrics::MetricReader {
 public:
  // By the instrument's name.
  std::map<std::string, std::vector<double>> Boundaries() {
    std::map<std::string, std::vector<double>> boundaries;
    Collect([&](metrics::ResourceMetrics& data) {
      for (const auto& scope : data.scope_metric_data_) {
        for (const auto& metric : scope.metric_data_) {
          for (const auto& point : metric.point_data_attr_) {
            const auto& histogram =
                opentelemetry::nostd::get<metrics::HistogramPointData>(point.point_data);
            boundaries[metric.instrument_descriptor.name_] = {histogram.boundaries_.begin(),
                                                              histogram.boundaries_.end()};
          }
        }
      }
      return true;
    });
    return boundaries;
  }

 private:
  metrics::AggregationTemporality GetAggregationTemporality(
      metrics::InstrumentType) const noexcept override {
    return metrics::AggregationTemporality::kCumulative;
  }
  bool OnForceFlush(std::chrono::microseconds) noexcept override { return true; }
  bool OnShutDown(std::chrono::microseconds) noexcept override { return true; }
};

TEST(Views, GiveAProviderOfOnesOwnTheAdvisedBuckets) {
  const auto provider = std::make_shared<metrics::MeterProvider>();
  AddViews(*provider);
  const auto reader = std::make_shared<HandReader>();
  provider->AddMetricReader(reader);
  const auto meter = provider->GetMeter("anybody");
  for (const common::HistogramAdvice& advice : common::kHistogramAdvice) {
    meter
        ->CreateDoubleHistogram(std::string(advice.instrument->name), "",
                                std::string(advice.instrument->unit))
        ->Record(0.5, opentelemetry::context::Context{});
  }
  const auto boundaries = reader->Boundaries();
  for (const common::HistogramAdvice& advice : common::kHistogramAdvice) {
    const std::string name(advice.instrument->name);
    ASSERT_EQ(boundaries.count(name), 1U) << name;
    EXPECT_THAT(boundaries.at(name), ElementsAreArray(advice.boundaries, advice.count)) << name;
  }
}

}  // namespace
}  // namespace otelwrap::telemetry
