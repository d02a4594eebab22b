// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "suppressing_exporters.h"

#include <otelwrap/common/suppression.h>

#include <chrono>
#include <utility>

namespace otelwrap::telemetry {
namespace {

namespace logs = opentelemetry::sdk::logs;
namespace metrics = opentelemetry::sdk::metrics;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::sdk::trace;
using opentelemetry::sdk::common::ExportResult;

// What spans and log records have in common: the same three calls under other types.
template <class Exporter, class Recordable>
class BatchExporter final : public Exporter {
 public:
  explicit BatchExporter(std::unique_ptr<Exporter> inner) noexcept : inner_(std::move(inner)) {}

  std::unique_ptr<Recordable> MakeRecordable() noexcept override {
    return inner_->MakeRecordable();
  }
  ExportResult Export(const nostd::span<std::unique_ptr<Recordable>>& batch) noexcept override {
    const common::SuppressInstrumentation suppressed;
    return inner_->Export(batch);
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    const common::SuppressInstrumentation suppressed;
    return inner_->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    const common::SuppressInstrumentation suppressed;
    return inner_->Shutdown(timeout);
  }

 private:
  std::unique_ptr<Exporter> inner_;
};

class MetricExporter final : public metrics::PushMetricExporter {
 public:
  explicit MetricExporter(std::unique_ptr<metrics::PushMetricExporter> inner) noexcept
      : inner_(std::move(inner)) {}

  ExportResult Export(const metrics::ResourceMetrics& data) noexcept override {
    const common::SuppressInstrumentation suppressed;
    return inner_->Export(data);
  }
  metrics::AggregationTemporality GetAggregationTemporality(
      metrics::InstrumentType type) const noexcept override {
    return inner_->GetAggregationTemporality(type);
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    const common::SuppressInstrumentation suppressed;
    return inner_->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    const common::SuppressInstrumentation suppressed;
    return inner_->Shutdown(timeout);
  }

 private:
  std::unique_ptr<metrics::PushMetricExporter> inner_;
};

}  // namespace

std::unique_ptr<trace::SpanExporter> Suppressing(std::unique_ptr<trace::SpanExporter> inner) {
  return std::make_unique<BatchExporter<trace::SpanExporter, trace::Recordable>>(std::move(inner));
}

std::unique_ptr<metrics::PushMetricExporter> Suppressing(
    std::unique_ptr<metrics::PushMetricExporter> inner) {
  return std::make_unique<MetricExporter>(std::move(inner));
}

std::unique_ptr<logs::LogRecordExporter> Suppressing(
    std::unique_ptr<logs::LogRecordExporter> inner) {
  return std::make_unique<BatchExporter<logs::LogRecordExporter, logs::Recordable>>(
      std::move(inner));
}

}  // namespace otelwrap::telemetry
