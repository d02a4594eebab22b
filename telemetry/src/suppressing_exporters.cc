// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "suppressing_exporters.h"

#include <opentelemetry/context/runtime_context.h>
#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/common/suppression.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <new>
#include <utility>

namespace otelwrap::telemetry {
namespace {

namespace logs = opentelemetry::sdk::logs;
namespace metrics = opentelemetry::sdk::metrics;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::sdk::trace;
using opentelemetry::context::RuntimeContext;
using opentelemetry::sdk::common::ExportResult;

// A thread that Shutdown did not wait for goes on while the process ends. From when this is true it
// must not ask the API for the current context, whose storage is about to be destroyed.
std::atomic<bool> process_ends{false};

struct SeesTheEnd {
  ~SeesTheEnd() { process_ends = true; }
};

// Called before there is such a thread.
void WatchForTheEnd() {
  // Made after the API's own static object, so destroyed before it. One reference is kept for who
  // is just asking.
  static const common::NeverDestroyed<
      nostd::shared_ptr<const opentelemetry::context::RuntimeContextStorage>>
      kept(RuntimeContext::GetConstRuntimeContextStorage());
  static const SeesTheEnd sees_the_end;
}

// Nothing that happens on this thread while it lives is traced. One that the end of the process
// overtakes stays attached, and is kept, for nothing to be lost.
class Suppressed {
 public:
  Suppressed() noexcept : attached_(process_ends ? nullptr : new(std::nothrow) Attached) {}
  ~Suppressed() {
    if (!process_ends || attached_ == nullptr) {
      delete attached_;
      return;
    }
    attached_->next = overtaken;
    while (!overtaken.compare_exchange_weak(attached_->next, attached_)) {
    }
  }
  Suppressed(const Suppressed&) = delete;
  Suppressed& operator=(const Suppressed&) = delete;

 private:
  struct Attached {
    common::SuppressInstrumentation suppression;
    Attached* next = nullptr;
  };

  static inline std::atomic<Attached*> overtaken{nullptr};

  Attached* const attached_;
};

// What spans and log records have in common: the same three calls under other types.
template <class Exporter, class Recordable>
class BatchExporter final : public Exporter {
 public:
  explicit BatchExporter(std::unique_ptr<Exporter> inner) noexcept : inner_(std::move(inner)) {}

  std::unique_ptr<Recordable> MakeRecordable() noexcept override {
    return inner_->MakeRecordable();
  }
  ExportResult Export(const nostd::span<std::unique_ptr<Recordable>>& batch) noexcept override {
    const Suppressed suppressed;
    return inner_->Export(batch);
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    const Suppressed suppressed;
    return inner_->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    const Suppressed suppressed;
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
    const Suppressed suppressed;
    return inner_->Export(data);
  }
  metrics::AggregationTemporality GetAggregationTemporality(
      metrics::InstrumentType type) const noexcept override {
    return inner_->GetAggregationTemporality(type);
  }
  bool ForceFlush(std::chrono::microseconds timeout) noexcept override {
    const Suppressed suppressed;
    return inner_->ForceFlush(timeout);
  }
  bool Shutdown(std::chrono::microseconds timeout) noexcept override {
    const Suppressed suppressed;
    return inner_->Shutdown(timeout);
  }

 private:
  std::unique_ptr<metrics::PushMetricExporter> inner_;
};

}  // namespace

std::unique_ptr<trace::SpanExporter> Suppressing(std::unique_ptr<trace::SpanExporter> inner) {
  WatchForTheEnd();
  return std::make_unique<BatchExporter<trace::SpanExporter, trace::Recordable>>(std::move(inner));
}

std::unique_ptr<metrics::PushMetricExporter> Suppressing(
    std::unique_ptr<metrics::PushMetricExporter> inner) {
  WatchForTheEnd();
  return std::make_unique<MetricExporter>(std::move(inner));
}

std::unique_ptr<logs::LogRecordExporter> Suppressing(
    std::unique_ptr<logs::LogRecordExporter> inner) {
  WatchForTheEnd();
  return std::make_unique<BatchExporter<logs::LogRecordExporter, logs::Recordable>>(
      std::move(inner));
}

}  // namespace otelwrap::telemetry
