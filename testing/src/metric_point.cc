// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/metric_catcher.h>

#include <ostream>

namespace otelwrap::testing {

std::ostream& operator<<(std::ostream& out, MetricKind kind) {
  switch (kind) {
    case MetricKind::kCounter:
      return out << "counter";
    case MetricKind::kUpDownCounter:
      return out << "up-down counter";
    case MetricKind::kGauge:
      return out << "gauge";
    case MetricKind::kHistogram:
      return out << "histogram";
  }
  return out << "kind " << static_cast<int>(kind);
}

std::ostream& operator<<(std::ostream& out, const MetricPoint& point) {
  out << "\n  " << point.kind << " " << AttributeValue(point.name) << " in "
      << AttributeValue(point.unit) << ": ";
  if (point.kind == MetricKind::kHistogram) {
    out << "count " << point.count << ", sum " << point.sum << ", min " << point.min << ", max "
        << point.max << ", boundaries " << AttributeValue(point.boundaries) << ", counts "
        << AttributeValue(std::vector<int64_t>(point.counts.begin(), point.counts.end()));
  } else {
    out << point.value;
  }
  out << "\n    scope " << point.scope << "\n";
  for (const auto& [key, value] : point.attributes)
    out << "      " << key << " = " << value << "\n";
  return out;
}

}  // namespace otelwrap::testing
