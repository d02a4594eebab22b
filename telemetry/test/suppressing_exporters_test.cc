// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "suppressing_exporters.h"

#include <gtest/gtest.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/sdk/metrics/export/metric_producer.h>
#include <otelwrap/common/suppression.h>

#include <chrono>
#include <memory>
#include <utility>

namespace otelwrap::telemetry {
namespace {

namespace logs = opentelemetry::sdk::logs;
namespace metrics = opentelemetry::sdk::metrics;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::sdk::trace;
using opentelemetry::sdk::common::ExportResult;
using std::chrono::microseconds;

bool SuppressedHere() {
  return common::IsSuppressed(opentelemetry::context::RuntimeContext::GetCurrent());
}

struct Seen {
  int calls = 0;
  int suppressed = 0;
  bool Note() {
    ++calls;
    suppressed += SuppressedHere() ? 1 : 0;
    return true;
  }
};

template <class Exporter, class Recordable>
class NotingExporter final : public Exporter {
 public:
  explicit NotingExporter(Seen& seen) : seen_(seen) {}
  std::unique_ptr<Recordable> MakeRecordable() noexcept override { return nullptr; }
  ExportResult Export(const nostd::span<std::unique_ptr<Recordable>>&) noexcept override {
    seen_.Note();
    return ExportResult::kSuccess;
  }
  bool ForceFlush(microseconds) noexcept override { return seen_.Note(); }
  bool Shutdown(microseconds) noexcept override { return seen_.Note(); }

 private:
  Seen& seen_;
};

class NotingMetricExporter final : public metrics::PushMetricExporter {
 public:
  explicit NotingMetricExporter(Seen& seen) : seen_(seen) {}
  ExportResult Export(const metrics::ResourceMetrics&) noexcept override {
    seen_.Note();
    return ExportResult::kSuccess;
  }
  metrics::AggregationTemporality GetAggregationTemporality(
      metrics::InstrumentType) const noexcept override {
    return metrics::AggregationTemporality::kDelta;
  }
  bool ForceFlush(microseconds) noexcept override { return seen_.Note(); }
  bool Shutdown(microseconds) noexcept override { return seen_.Note(); }

 private:
  Seen& seen_;
};

template <class Exporter, class Batch>
void ExpectSuppressed(std::unique_ptr<Exporter> exporter, const Seen& seen, const Batch& batch) {
  EXPECT_EQ(exporter->Export(batch), ExportResult::kSuccess);
  EXPECT_TRUE(exporter->ForceFlush(microseconds(1)));
  EXPECT_TRUE(exporter->Shutdown(microseconds(1)));
  EXPECT_EQ(seen.calls, 3);
  EXPECT_EQ(seen.suppressed, 3);
  EXPECT_FALSE(SuppressedHere());
}

TEST(SuppressingExporters, SpansAreSentSuppressed) {
  Seen seen;
  using Noting = NotingExporter<trace::SpanExporter, trace::Recordable>;
  ExpectSuppressed(Suppressing(std::unique_ptr<trace::SpanExporter>(new Noting(seen))), seen,
                   nostd::span<std::unique_ptr<trace::Recordable>>());
}

TEST(SuppressingExporters, LogRecordsAreSentSuppressed) {
  Seen seen;
  using Noting = NotingExporter<logs::LogRecordExporter, logs::Recordable>;
  ExpectSuppressed(Suppressing(std::unique_ptr<logs::LogRecordExporter>(new Noting(seen))), seen,
                   nostd::span<std::unique_ptr<logs::Recordable>>());
}

TEST(SuppressingExporters, MetricsAreSentSuppressedWithTheInnerTemporality) {
  Seen seen;
  auto exporter =
      Suppressing(std::unique_ptr<metrics::PushMetricExporter>(new NotingMetricExporter(seen)));
  EXPECT_EQ(exporter->GetAggregationTemporality(metrics::InstrumentType::kHistogram),
            metrics::AggregationTemporality::kDelta);
  ExpectSuppressed(std::move(exporter), seen, metrics::ResourceMetrics());
}

}  // namespace
}  // namespace otelwrap::telemetry
