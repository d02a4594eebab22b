// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Operation with 5 start attributes and 2 end attributes, without and with the duration metric,
// against the same spans and metrics written by hand on the API: tracer and histogram held, no
// look-up, no allocation that could be left out.

#include <benchmark/benchmark.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/trace/provider.h>
#include <otelwrap/common/instrumentation.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/common/semconv.h>

#include <array>
#include <chrono>
#include <utility>

#include "harness/subject.h"

namespace otelwrap::benchmarks {
namespace {

using common::AttributeSet;
using common::Operation;
using common::Use;
namespace nostd = opentelemetry::nostd;
namespace otel = opentelemetry::common;
namespace semconv = common::semconv;
namespace trace = opentelemetry::trace;
using Attribute = std::pair<nostd::string_view, otel::AttributeValue>;

const common::Instrumentation& TheInstrumentation() {
  static const common::Instrumentation& instrumentation =
      *new common::Instrumentation(common::Component::kCurl, common::kHttpClientDuration, {});
  return instrumentation;
}

const std::shared_ptr<const common::Target>& TheTarget() {
  static const auto& target =
      *new auto(common::Target::Make(TheInstrumentation().options(), "shop.example", 443));
  return target;
}

void Describe(const common::Target& target, AttributeSet& attributes) {
  attributes.AddLiteral(Use::kBoth, semconv::kHttpRequestMethod, "GET");
  attributes.AddShared(Use::kBoth, semconv::kServerAddress, target.address());
  attributes.AddInt(Use::kBoth, semconv::kServerPort, target.port());
  attributes.AddBorrowed(semconv::kUrlFull, "https://shop.example/items/1");
  attributes.AddLiteral(Use::kSpan, semconv::kUrlScheme, "https");
}

common::Outcome Classify() {
  common::Outcome outcome;
  outcome.attributes().AddInt(Use::kBoth, semconv::kHttpResponseStatusCode, 200);
  outcome.attributes().AddLiteral(Use::kBoth, semconv::kNetworkProtocolVersion, "1.1");
  return outcome;
}

// As every adapter does it.
void Ours(size_t times) {
  const common::Instrumentation& instrumentation = TheInstrumentation();
  const std::shared_ptr<const common::Target>& target = TheTarget();
  for (size_t i = 0; i < times; ++i) {
    if (!common::Enabled(common::Component::kCurl)) {
      benchmark::ClobberMemory();
      continue;
    }
    AttributeSet attributes;
    common::OperationStart start;
    start.kind = trace::SpanKind::kClient;
    start.target = target;
    Operation operation = Operation::Start(instrumentation, start, [&]() noexcept {
      Describe(*target, attributes);
      start.name = "GET";
      start.attributes = &attributes;
    });
    if (operation.IsObserved()) operation.End(Classify());
    benchmark::ClobberMemory();
  }
}

nostd::shared_ptr<trace::Tracer> HeldTracer() {
  return trace::Provider::GetTracerProvider()->GetTracer("hand-written", OTELWRAP_VERSION);
}

nostd::string_view View(std::string_view text) { return {text.data(), text.size()}; }

std::array<Attribute, 5> StartAttributes() {
  return {{{View(semconv::kHttpRequestMethod), nostd::string_view("GET")},
           {View(semconv::kServerAddress), nostd::string_view("shop.example")},
           {View(semconv::kServerPort), int64_t{443}},
           {View(semconv::kUrlFull), nostd::string_view("https://shop.example/items/1")},
           {View(semconv::kUrlScheme), nostd::string_view("https")}}};
}

void SetEndAttributes(trace::Span& span) {
  span.SetAttribute(View(semconv::kHttpResponseStatusCode), int64_t{200});
  span.SetAttribute(View(semconv::kNetworkProtocolVersion), nostd::string_view("1.1"));
}

// What the SDK itself costs, start and end, and the describing: the sampler has to see it.
void StartAndEnd(size_t times) {
  const auto tracer = HeldTracer();
  for (size_t i = 0; i < times; ++i) {
    AttributeSet attributes;
    Describe(*TheTarget(), attributes);
    benchmark::DoNotOptimize(attributes);
    auto span = tracer->StartSpan("GET");
    span->End();
    benchmark::ClobberMemory();
  }
}

void HandWritten(size_t times) {
  const auto tracer = HeldTracer();
  trace::StartSpanOptions options;
  options.kind = trace::SpanKind::kClient;
  for (size_t i = 0; i < times; ++i) {
    const auto attributes = StartAttributes();
    auto span = tracer->StartSpan("GET", nostd::span<const Attribute>(attributes), options);
    SetEndAttributes(*span);
    span->End();
    benchmark::ClobberMemory();
  }
}

void HandWrittenWithMetric(size_t times) {
  const auto tracer = HeldTracer();
  const auto histogram = opentelemetry::metrics::Provider::GetMeterProvider()
                             ->GetMeter("hand-written", OTELWRAP_VERSION)
                             ->CreateDoubleHistogram("http.client.request.duration", "", "s");
  for (size_t i = 0; i < times; ++i) {
    const auto start = std::chrono::steady_clock::now();
    trace::StartSpanOptions options;
    options.kind = trace::SpanKind::kClient;
    options.start_steady_time = otel::SteadyTimestamp(start);
    const auto attributes = StartAttributes();
    auto span = tracer->StartSpan("GET", nostd::span<const Attribute>(attributes), options);
    SetEndAttributes(*span);
    const auto end = std::chrono::steady_clock::now();
    trace::EndSpanOptions end_options;
    end_options.end_steady_time = otel::SteadyTimestamp(end);
    span->End(end_options);
    const std::array<Attribute, 5> metric = {
        {attributes[0],
         attributes[1],
         attributes[2],
         {View(semconv::kHttpResponseStatusCode), int64_t{200}},
         {View(semconv::kNetworkProtocolVersion), nostd::string_view("1.1")}}};
    histogram->Record(std::chrono::duration<double>(end - start).count(),
                      nostd::span<const Attribute>(metric),
                      opentelemetry::context::RuntimeContext::GetCurrent());
    benchmark::ClobberMemory();
  }
}

// Unsampled with the metric: the SDK's own start and end, its Record, and two clock reads.
const Registration kOff({"operation", Mode::kOff, Ours, nullptr, {2, 0, 0}});
const Registration kNoop({"operation", Mode::kNoop, Ours, nullptr, {30, 0, 0}});
const Registration kUnsampled({"operation", Mode::kUnsampled, Ours, StartAndEnd, {30, 1}});
const Registration kSampled({"operation", Mode::kSampled, Ours, HandWritten, {0, 1.10}});
const Registration kUnsampledMetric(
    {"operation-with-metric", Mode::kUnsampled, Ours, HandWrittenWithMetric, {30, 1}, true});
const Registration kSampledMetric(
    {"operation-with-metric", Mode::kSampled, Ours, HandWrittenWithMetric, {0, 1.10}, true});

}  // namespace
}  // namespace otelwrap::benchmarks
