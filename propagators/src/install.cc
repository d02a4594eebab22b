// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <opentelemetry/baggage/propagation/baggage_propagator.h>
#include <opentelemetry/context/propagation/composite_propagator.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <otelwrap/propagators/install.h>

#include <memory>
#include <utility>
#include <vector>

namespace otelwrap::propagators {

namespace propagation = opentelemetry::context::propagation;
namespace nostd = opentelemetry::nostd;

nostd::shared_ptr<propagation::TextMapPropagator> MakeDefaultPropagator() {
  std::vector<std::unique_ptr<propagation::TextMapPropagator>> parts;
  parts.push_back(std::make_unique<opentelemetry::trace::propagation::HttpTraceContext>());
  parts.push_back(std::make_unique<opentelemetry::baggage::propagation::BaggagePropagator>());
  return nostd::shared_ptr<propagation::TextMapPropagator>(
      new propagation::CompositePropagator(std::move(parts)));
}

void InstallGlobalPropagator() {
  propagation::GlobalTextMapPropagator::SetGlobalPropagator(MakeDefaultPropagator());
}

}  // namespace otelwrap::propagators
