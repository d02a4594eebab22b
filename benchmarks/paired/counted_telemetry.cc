// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "paired/counted_telemetry.h"

#include <opentelemetry/sdk/trace/batch_span_processor.h>
#include <opentelemetry/sdk/trace/batch_span_processor_options.h>
#include <opentelemetry/sdk/trace/exporter.h>
#include <opentelemetry/sdk/trace/samplers/always_on.h>
#include <opentelemetry/sdk/trace/span_data.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/provider.h>
#include <otelwrap/common/providers.h>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <utility>

namespace otelwrap::benchmarks {
namespace {

namespace nostd = opentelemetry::nostd;
namespace sdk = opentelemetry::sdk;
namespace trace = opentelemetry::trace;

class CountingExporter final : public sdk::trace::SpanExporter {
 public:
  explicit CountingExporter(std::shared_ptr<std::atomic<size_t>> exported)
      : exported_(std::move(exported)) {}
  std::unique_ptr<sdk::trace::Recordable> MakeRecordable() noexcept override {
    return std::make_unique<sdk::trace::SpanData>();
  }
  sdk::common::ExportResult Export(
      const nostd::span<std::unique_ptr<sdk::trace::Recordable>>& spans) noexcept override {
    *exported_ += spans.size();
    return sdk::common::ExportResult::kSuccess;
  }
  bool ForceFlush(std::chrono::microseconds) noexcept override { return true; }
  bool Shutdown(std::chrono::microseconds) noexcept override { return true; }

 private:
  const std::shared_ptr<std::atomic<size_t>> exported_;
};

}  // namespace

CountedTelemetry::CountedTelemetry()
    : metrics_and_propagators_(Mode::kSampled, true),
      exported_(std::make_shared<std::atomic<size_t>>(0)) {
  auto processor = std::make_unique<sdk::trace::BatchSpanProcessor>(
      std::make_unique<CountingExporter>(exported_), sdk::trace::BatchSpanProcessorOptions{});
  provider_ =
      new sdk::trace::TracerProvider(std::move(processor), sdk::resource::Resource::Create({}),
                                     std::make_unique<sdk::trace::AlwaysOnSampler>());
  trace::Provider::SetTracerProvider(nostd::shared_ptr<trace::TracerProvider>(provider_));
  common::RefreshProviders();
}

CountedTelemetry::~CountedTelemetry() { provider_->Shutdown(); }

void CountedTelemetry::Flush() {
  if (!provider_->ForceFlush(std::chrono::seconds(10))) {
    throw std::runtime_error("the spans were not flushed within ten seconds");
  }
}

}  // namespace otelwrap::benchmarks
