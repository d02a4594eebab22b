// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Writing and reading the W3C headers of one request, against the API's own propagator.

#include <benchmark/benchmark.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/default_span.h>
#include <otelwrap/common/extract.h>
#include <otelwrap/common/instrumentation.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/propagators/inbound_carrier.h>
#include <otelwrap/propagators/traceparent.h>

#include <cstring>

#include "harness/subject.h"

namespace otelwrap::benchmarks {
namespace {

namespace context = opentelemetry::context;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

constexpr char kTraceparent[] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

// A header that is written in place, as curl's node of ours is.
class FlatCarrier final : public context::propagation::TextMapCarrier {
 public:
  nostd::string_view Get(nostd::string_view) const noexcept override { return {}; }
  void Set(nostd::string_view, nostd::string_view value) noexcept override {
    std::memcpy(text_, value.data(), value.size() < sizeof text_ ? value.size() : sizeof text_);
  }

 private:
  char text_[propagators::kTraceparentSize];
};

// A request with one traceparent line.
class OneLine final : public propagators::InboundCarrier {
  void ForEachLine(nostd::string_view key, LineCallback callback) const noexcept override {
    if (key == "traceparent") callback(kTraceparent);
  }
};

const common::Instrumentation& ServerInstrumentation() {
  static const common::Instrumentation& instrumentation =
      *new common::Instrumentation(common::Component::kBeast, common::kHttpServerDuration, {});
  return instrumentation;
}

const context::Context& Parent() {
  static const context::Context& parent = *[] {
    context::Context empty;
    return new context::Context(trace::SetSpan(
        empty, nostd::shared_ptr<trace::Span>(
                   new trace::DefaultSpan(propagators::ReadTraceparent(kTraceparent)))));
  }();
  return parent;
}

void Inject(size_t times) {
  common::OperationStart start;
  start.name = "GET";
  start.parent = &Parent();
  common::Operation operation = common::Operation::Start(ServerInstrumentation(), start);
  FlatCarrier carrier;
  for (size_t i = 0; i < times; ++i) {
    operation.Inject(carrier);
    benchmark::ClobberMemory();
  }
  operation.End({});
}

void InjectThroughTheApi(size_t times) {
  const auto propagator = context::propagation::GlobalTextMapPropagator::GetGlobalPropagator();
  FlatCarrier carrier;
  for (size_t i = 0; i < times; ++i) {
    propagator->Inject(carrier, Parent());
    benchmark::ClobberMemory();
  }
}

void Extract(size_t times) {
  const OneLine carrier;
  for (size_t i = 0; i < times; ++i) {
    benchmark::DoNotOptimize(common::ExtractContext(ServerInstrumentation(), carrier));
  }
}

void ExtractThroughTheApi(size_t times) {
  const auto propagator = context::propagation::GlobalTextMapPropagator::GetGlobalPropagator();
  const OneLine carrier;
  for (size_t i = 0; i < times; ++i) {
    context::Context empty;
    benchmark::DoNotOptimize(propagator->Extract(carrier, empty));
  }
}

const Registration kInject(
    {"inject-w3c",
     Mode::kSampled,
     Inject,
     InjectThroughTheApi,
     {40, 0, 0, "the API copies the span's context and its trace state to show them"}});
const Registration kExtract({"extract-w3c", Mode::kSampled, Extract, ExtractThroughTheApi, {}});

}  // namespace
}  // namespace otelwrap::benchmarks
