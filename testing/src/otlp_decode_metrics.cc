// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "otlp_decode.h"
#include "otlp_decode_source.h"

namespace otelwrap::testing {
namespace {

namespace metrics_proto = opentelemetry::proto::metrics::v1;
using Points = std::vector<ReceivedMetricPoint>;

ReceivedTemporality DecodeTemporality(metrics_proto::AggregationTemporality temporality) {
  switch (temporality) {
    case metrics_proto::AGGREGATION_TEMPORALITY_DELTA:
      return ReceivedTemporality::kDelta;
    case metrics_proto::AGGREGATION_TEMPORALITY_CUMULATIVE:
      return ReceivedTemporality::kCumulative;
    default:
      return ReceivedTemporality::kUnspecified;
  }
}

// A NumberDataPoint and an Exemplar have the same pair of fields.
template <typename Number>
ReceivedValue DecodeNumber(const Number& number) {
  switch (number.value_case()) {
    case Number::kAsInt:
      return static_cast<int64_t>(number.as_int());
    case Number::kAsDouble:
      return number.as_double();
    default:
      return {};
  }
}

template <typename Point>
ReceivedMetricPoint DecodeCommon(const ReceivedMetricPoint& metric, const Point& point) {
  ReceivedMetricPoint decoded = metric;
  decoded.attributes = DecodeAttributes(point.attributes());
  decoded.start_unix_nanos = point.start_time_unix_nano();
  decoded.unix_nanos = point.time_unix_nano();
  decoded.flags = point.flags();
  return decoded;
}

template <typename Point>
void DecodeExemplars(const Point& point, ReceivedMetricPoint* decoded) {
  for (const auto& exemplar : point.exemplars()) {
    decoded->exemplars.push_back({DecodeNumber(exemplar), exemplar.time_unix_nano(),
                                  DecodeId(exemplar.trace_id()), DecodeId(exemplar.span_id()),
                                  DecodeAttributes(exemplar.filtered_attributes())});
  }
}

template <typename Numbers>
void DecodeNumbers(const Numbers& numbers, const ReceivedMetricPoint& metric, Points* points) {
  for (const auto& point : numbers) {
    ReceivedMetricPoint decoded = DecodeCommon(metric, point);
    decoded.value = DecodeNumber(point);
    DecodeExemplars(point, &decoded);
    points->push_back(std::move(decoded));
  }
}

template <typename Point>
ReceivedMetricPoint DecodeDistribution(const ReceivedMetricPoint& metric, const Point& point) {
  ReceivedMetricPoint decoded = DecodeCommon(metric, point);
  decoded.count = point.count();
  decoded.sum = point.sum();
  decoded.min = point.min();
  decoded.max = point.max();
  DecodeExemplars(point, &decoded);
  return decoded;
}

void DecodeHistogram(const metrics_proto::Histogram& histogram, ReceivedMetricPoint metric,
                     Points* points) {
  metric.temporality = DecodeTemporality(histogram.aggregation_temporality());
  for (const auto& point : histogram.data_points()) {
    ReceivedMetricPoint decoded = DecodeDistribution(metric, point);
    decoded.bounds.assign(point.explicit_bounds().begin(), point.explicit_bounds().end());
    decoded.bucket_counts.assign(point.bucket_counts().begin(), point.bucket_counts().end());
    points->push_back(std::move(decoded));
  }
}

void DecodeExponential(const metrics_proto::ExponentialHistogram& histogram,
                       ReceivedMetricPoint metric, Points* points) {
  metric.temporality = DecodeTemporality(histogram.aggregation_temporality());
  for (const auto& point : histogram.data_points()) {
    ReceivedMetricPoint decoded = DecodeDistribution(metric, point);
    const auto& positive = point.positive().bucket_counts();
    const auto& negative = point.negative().bucket_counts();
    decoded.scale = point.scale();
    decoded.zero_count = point.zero_count();
    decoded.positive_offset = point.positive().offset();
    decoded.negative_offset = point.negative().offset();
    decoded.bucket_counts.assign(positive.begin(), positive.end());
    decoded.negative_counts.assign(negative.begin(), negative.end());
    points->push_back(std::move(decoded));
  }
}

void DecodeSummary(const metrics_proto::Summary& summary, const ReceivedMetricPoint& metric,
                   Points* points) {
  for (const auto& point : summary.data_points()) {
    ReceivedMetricPoint decoded = DecodeCommon(metric, point);
    decoded.count = point.count();
    decoded.sum = point.sum();
    for (const auto& at : point.quantile_values()) {
      decoded.quantiles.emplace_back(at.quantile(), at.value());
    }
    points->push_back(std::move(decoded));
  }
}

void DecodeMetric(const metrics_proto::Metric& metric, ReceivedMetricPoint source, Points* points) {
  source.name = metric.name();
  source.description = metric.description();
  source.unit = metric.unit();
  switch (metric.data_case()) {
    case metrics_proto::Metric::kGauge:
      source.type = ReceivedMetricType::kGauge;
      return DecodeNumbers(metric.gauge().data_points(), source, points);
    case metrics_proto::Metric::kSum:
      source.type = ReceivedMetricType::kSum;
      source.monotonic = metric.sum().is_monotonic();
      source.temporality = DecodeTemporality(metric.sum().aggregation_temporality());
      return DecodeNumbers(metric.sum().data_points(), source, points);
    case metrics_proto::Metric::kHistogram:
      source.type = ReceivedMetricType::kHistogram;
      return DecodeHistogram(metric.histogram(), std::move(source), points);
    case metrics_proto::Metric::kExponentialHistogram:
      source.type = ReceivedMetricType::kExponentialHistogram;
      return DecodeExponential(metric.exponential_histogram(), std::move(source), points);
    case metrics_proto::Metric::kSummary:
      source.type = ReceivedMetricType::kSummary;
      return DecodeSummary(metric.summary(), source, points);
    default:
      return;
  }
}

}  // namespace

size_t Decode(
    const opentelemetry::proto::collector::metrics::v1::ExportMetricsServiceRequest& request,
    std::vector<ReceivedMetricPoint>* points) {
  for (const auto& resource : request.resource_metrics()) {
    ReceivedMetricPoint source;
    DecodeResource(resource.resource(), resource.schema_url(), &source);
    for (const auto& scope : resource.scope_metrics()) {
      DecodeScope(scope.scope(), scope.schema_url(), &source);
      for (const auto& metric : scope.metrics()) DecodeMetric(metric, source, points);
    }
  }
  return 0;
}

}  // namespace otelwrap::testing
