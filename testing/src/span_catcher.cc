// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/span_catcher.h>

#include <gtest/gtest.h>

#include <opentelemetry/baggage/propagation/baggage_propagator.h>
#include <opentelemetry/context/propagation/composite_propagator.h>
#include <opentelemetry/context/propagation/global_propagator.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/samplers/always_off.h>
#include <opentelemetry/sdk/trace/samplers/always_on.h>
#include <opentelemetry/sdk/trace/samplers/parent.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <opentelemetry/trace/provider.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <utility>

#include "global_override.h"
#include "span_recordable.h"

namespace otelwrap::testing {
namespace {

namespace nostd = opentelemetry::nostd;
namespace propagation = opentelemetry::context::propagation;
namespace sdk = opentelemetry::sdk;

struct GlobalTracers {
  static auto Get() { return opentelemetry::trace::Provider::GetTracerProvider(); }
  static void Set(const nostd::shared_ptr<opentelemetry::trace::TracerProvider>& provider) {
    opentelemetry::trace::Provider::SetTracerProvider(provider);
  }
};

struct GlobalPropagator {
  static auto Get() { return propagation::GlobalTextMapPropagator::GetGlobalPropagator(); }
  static void Set(const nostd::shared_ptr<propagation::TextMapPropagator>& propagator) {
    propagation::GlobalTextMapPropagator::SetGlobalPropagator(propagator);
  }
};

std::unique_ptr<sdk::trace::Sampler> MakeSampler(SpanCatcherOptions& options) {
  if (options.sampler) return std::move(options.sampler);
  switch (options.sampling) {
    case Sampling::kAlwaysOff:
      return std::make_unique<sdk::trace::AlwaysOffSampler>();
    case Sampling::kParentBased:
      return std::make_unique<sdk::trace::ParentBasedSampler>(
          std::make_shared<sdk::trace::AlwaysOnSampler>());
    case Sampling::kAlwaysOn:
      break;
  }
  return std::make_unique<sdk::trace::AlwaysOnSampler>();
}

nostd::shared_ptr<opentelemetry::trace::TracerProvider> MakeProvider(
    SpanCatcherOptions& options, std::shared_ptr<CaughtSpans> caught) {
  return nostd::shared_ptr<opentelemetry::trace::TracerProvider>(
      new sdk::trace::TracerProvider(std::make_unique<SpanProcessor>(std::move(caught)),
                                     sdk::resource::Resource::Create({}), MakeSampler(options)));
}

nostd::shared_ptr<propagation::TextMapPropagator> MakeW3cPropagator() {
  std::vector<std::unique_ptr<propagation::TextMapPropagator>> both;
  both.push_back(std::make_unique<opentelemetry::trace::propagation::HttpTraceContext>());
  both.push_back(std::make_unique<opentelemetry::baggage::propagation::BaggagePropagator>());
  return nostd::shared_ptr<propagation::TextMapPropagator>(
      new propagation::CompositePropagator(std::move(both)));
}

Span TheOnly(const std::vector<Span>& candidates, const std::vector<Span>& caught,
             const std::string& what) {
  if (candidates.size() == 1) return candidates.front();
  ADD_FAILURE() << "expected exactly one span" << what << ", got " << candidates.size()
                << "; caught: " << ::testing::PrintToString(caught);
  return {};
}

}  // namespace

struct SpanCatcher::Impl {
  explicit Impl(SpanCatcherOptions options)
      : caught(std::make_shared<CaughtSpans>()), provider(MakeProvider(options, caught)) {
    if (options.install_provider) global_provider.emplace(provider);
    if (options.install_propagator) global_propagator.emplace(MakeW3cPropagator());
  }

  std::shared_ptr<CaughtSpans> caught;
  nostd::shared_ptr<opentelemetry::trace::TracerProvider> provider;
  std::optional<GlobalOverride<GlobalTracers>> global_provider;
  std::optional<GlobalOverride<GlobalPropagator>> global_propagator;
};

SpanCatcher::SpanCatcher(SpanCatcherOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}

SpanCatcher::~SpanCatcher() = default;

std::vector<Span> SpanCatcher::Finished() const { return impl_->caught->finished.All(); }

std::vector<Span> SpanCatcher::WaitFor(size_t count, std::chrono::milliseconds timeout) const {
  return impl_->caught->finished.WaitFor(count, timeout);
}

Span SpanCatcher::Only() const {
  const std::vector<Span> caught = Finished();
  return TheOnly(caught, caught, "");
}

Span SpanCatcher::Named(std::string_view name) const {
  const std::vector<Span> caught = Finished();
  std::vector<Span> of_that_name;
  std::copy_if(caught.begin(), caught.end(), std::back_inserter(of_that_name),
               [name](const Span& span) { return span.name == name; });
  return TheOnly(of_that_name, caught, " named \"" + std::string(name) + "\"");
}

size_t SpanCatcher::Unfinished() const { return impl_->caught->unfinished; }

void SpanCatcher::Clear() { impl_->caught->finished.Clear(); }

nostd::shared_ptr<opentelemetry::trace::TracerProvider> SpanCatcher::provider() const {
  return impl_->provider;
}

}  // namespace otelwrap::testing
