// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/metric_matchers.h>

#include <utility>

namespace otelwrap::testing {

using ::testing::AllOf;
using ::testing::Field;
using ::testing::Matcher;

namespace {

MetricMatcher Instrument(MetricKind kind, std::string name, std::string unit) {
  return AllOf(Field("name", &MetricPoint::name, std::move(name)),
               Field("unit", &MetricPoint::unit, std::move(unit)),
               Field("kind", &MetricPoint::kind, kind));
}

}  // namespace

MetricMatcher HistogramNamed(std::string name, std::string unit) {
  return Instrument(MetricKind::kHistogram, std::move(name), std::move(unit));
}

MetricMatcher CounterNamed(std::string name, std::string unit) {
  return Instrument(MetricKind::kCounter, std::move(name), std::move(unit));
}

MetricMatcher UpDownCounterNamed(std::string name, std::string unit) {
  return Instrument(MetricKind::kUpDownCounter, std::move(name), std::move(unit));
}

MetricMatcher GaugeNamed(std::string name, std::string unit) {
  return Instrument(MetricKind::kGauge, std::move(name), std::move(unit));
}

MetricMatcher HasCount(Matcher<uint64_t> count) {
  return Field("count", &MetricPoint::count, std::move(count));
}

MetricMatcher HasSum(Matcher<double> sum) {
  return Field("sum", &MetricPoint::sum, std::move(sum));
}

MetricMatcher HasBoundaries(std::vector<double> boundaries) {
  return Field("boundaries", &MetricPoint::boundaries, std::move(boundaries));
}

MetricMatcher HasValue(Matcher<double> value) {
  return Field("value", &MetricPoint::value, std::move(value));
}

}  // namespace otelwrap::testing
