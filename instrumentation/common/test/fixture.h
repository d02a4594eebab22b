// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the common floor share: an instrumentation with a duration metric, and a call.

#pragma once

#include <otelwrap/common/instrumentation.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/common/semconv.h>

#include <memory>
#include <string_view>
#include <utility>

namespace otelwrap::common {

inline std::unique_ptr<Instrumentation> MakeInstrumentation(Options options = {}) {
  return std::make_unique<Instrumentation>(Component::kHiredis, kDbClientDuration,
                                           std::move(options));
}

inline AttributeSet ExampleAttributes() {
  AttributeSet attributes;
  attributes.AddLiteral(Use::kBoth, semconv::kDbSystemName, "redis");
  attributes.AddLiteral(Use::kBoth, semconv::kDbOperationName, "GET");
  attributes.AddText(Use::kSpan, semconv::kDbQueryText, "GET item:?");
  attributes.AddInt(Use::kMetric, "only.metric", 7);
  return attributes;
}

inline Operation StartExample(const Instrumentation& instrumentation,
                              const AttributeSet& attributes) {
  OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.name = "GET";
  start.attributes = &attributes;
  return Operation::Start(instrumentation, start);
}

}  // namespace otelwrap::common
