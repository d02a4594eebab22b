// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// GoogleTest matchers for the points of a MetricCatcher:
//
//   EXPECT_THAT(metrics.Collect(),
//               ElementsAre(AllOf(HistogramNamed("db.client.operation.duration", "s"), HasCount(2),
//                                 HasSum(Gt(0)), AttributesAre({{"db.system.name", "redis"}}))));
//
// Attributes: attribute_matchers.h; FromScope: scope.h; both are included here.
// Threads: plain values. Ownership: copies. Errors: a mismatch says which part of the point
// differs.

#pragma once

#include <gmock/gmock.h>

#include <otelwrap/config.h>
#include <otelwrap/testing/attribute_matchers.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/scope.h>

#include <cstdint>
#include <string>
#include <vector>

namespace otelwrap::testing {

using MetricMatcher = ::testing::Matcher<const MetricPoint&>;

OTELWRAP_API MetricMatcher HistogramNamed(std::string name, std::string unit);
OTELWRAP_API MetricMatcher CounterNamed(std::string name, std::string unit);
OTELWRAP_API MetricMatcher UpDownCounterNamed(std::string name, std::string unit);
OTELWRAP_API MetricMatcher GaugeNamed(std::string name, std::string unit);

// Histograms.
OTELWRAP_API MetricMatcher HasCount(::testing::Matcher<uint64_t> count);
OTELWRAP_API MetricMatcher HasSum(::testing::Matcher<double> sum);
OTELWRAP_API MetricMatcher HasBoundaries(std::vector<double> boundaries);

// Counters and gauges.
OTELWRAP_API MetricMatcher HasValue(::testing::Matcher<double> value);

}  // namespace otelwrap::testing
