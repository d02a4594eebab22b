// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What every component's Options begin with. A plain aggregate: change the fields that you need,
// hand it to the component's Make(), which checks it once and keeps an immutable copy.
//
//   curl::Options options;
//   options.require_parent = true;
//   auto made = curl::Make(options);
//   if (!made) Complain(made.error);
//
// Threads: a value. Hooks run on the thread that makes the call, inside it: they must be quick, may
// be called from several threads at once, and change nothing but telemetry. One that throws is left
// out of account.

#pragma once

#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/metrics/meter_provider.h>
#include <opentelemetry/nostd/shared_ptr.h>
#include <opentelemetry/trace/tracer_provider.h>
#include <otelwrap/common/clock.h>
#include <otelwrap/common/outcome.h>
#include <otelwrap/common/propagation_policy.h>
#include <otelwrap/common/redaction.h>

#include <functional>
#include <memory>
#include <string>

namespace otelwrap::common {

class Target;

// What a hook may look at.
struct HookArguments {
  std::string_view span_name;
  const Target* target = nullptr;       // null where the operation has no peer
  const void* native_handle = nullptr;  // the library's own handle (CURL*, redisContext*, ...)
};

// Turns a failure into a success or the other way round: a 404, NOT_FOUND or a duplicate key may be
// no error here. Called once, before span and metric are written.
using OutcomeHook = std::function<void(const HookArguments&, Outcome&)>;

// Adds attributes of your own (at most AttributeSet::kMaxEntries): at the end of the operation.
using AttributeHook = std::function<void(const HookArguments&, AttributeSet&)>;

struct Options {
  // Null: the global one, followed when it is replaced.
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::TracerProvider> tracer_provider;
  opentelemetry::nostd::shared_ptr<opentelemetry::metrics::MeterProvider> meter_provider;
  opentelemetry::nostd::shared_ptr<opentelemetry::context::propagation::TextMapPropagator>
      propagator;

  bool traces = true;   // off: no spans; context is propagated all the same
  bool metrics = true;  // off: no duration metric

  // No span without a parent (pollers make orphans); metrics stay. Default: off.
  bool require_parent = false;

  // Compute every attribute before the span starts, so that the sampler sees all of them; costs
  // that work for unsampled calls too. Default: off, the sampler sees the cheap ones.
  bool sampler_sees_all_attributes = false;

  PropagationPolicy propagation;  // clients only
  RedactionPolicy redaction;

  OutcomeHook outcome;
  AttributeHook span_attributes;
  AttributeHook metric_attributes;  // keep them few and of few values: each is a time series

  std::shared_ptr<const Clock> clock;  // null: the real clocks
};

// What a component's Make() returns: the instrumentation, or why the options can't be.
template <class T>
struct Made {
  std::shared_ptr<const T> value;
  std::string error;
  explicit operator bool() const noexcept { return value != nullptr; }
};

}  // namespace otelwrap::common
