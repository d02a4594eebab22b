// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <opentelemetry/common/key_value_iterable.h>
#include <opentelemetry/trace/context.h>
#include <opentelemetry/trace/span_context_kv_iterable.h>
#include <opentelemetry/trace/span_startoptions.h>
#include <otelwrap/common/error_types.h>
#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/common/suppression.h>

#include <exception>
#include <utility>

#include "call_hook.h"
#include "current_context.h"
#include "metric_view.h"
#include "view.h"

namespace otelwrap::common {
namespace {

namespace context = opentelemetry::context;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

// A context that says "no parent"; an empty one would mean the thread's current span.
const context::Context& RootContext() noexcept {
  static const NeverDestroyed<context::Context> root(trace::kIsRootSpanKey, true);
  return root.get();
}

// No link, or one.
class Links final : public trace::SpanContextKeyValueIterable {
 public:
  explicit Links(const trace::SpanContext* link) noexcept
      : link_(link != nullptr && link->IsValid() ? link : nullptr) {}

  [[gnu::hot]] bool ForEachKeyValue(
      nostd::function_ref<bool(trace::SpanContext, const opentelemetry::common::KeyValueIterable&)>
          callback) const noexcept override {
    return link_ == nullptr || ShowTo(callback);
  }
  [[gnu::hot]] size_t size() const noexcept override { return link_ != nullptr ? 1 : 0; }

 private:
  using See = bool(trace::SpanContext, const opentelemetry::common::KeyValueIterable&);

  // Out of the way of all those that have none.
  [[gnu::noinline]] bool ShowTo(const nostd::function_ref<See>& see) const noexcept {
    return see(*link_, opentelemetry::common::NoopKeyValueIterable());
  }

  const trace::SpanContext* link_;
};

class PlainOptionsOfAllKinds {
 public:
  PlainOptionsOfAllKinds() noexcept {
    for (size_t i = 0; i < kKinds; ++i) options_[i].kind = static_cast<trace::SpanKind>(i);
  }
  const trace::StartSpanOptions& operator[](trace::SpanKind kind) const noexcept {
    return options_[static_cast<size_t>(kind)];
  }

 private:
  static constexpr size_t kKinds = static_cast<size_t>(trace::SpanKind::kConsumer) + 1;
  trace::StartSpanOptions options_[kKinds];
};

// What a span is started with that has no time and no parent of its own. Made once: the API counts
// references each time that it makes one.
const trace::StartSpanOptions& PlainOptions(trace::SpanKind kind) noexcept {
  static const NeverDestroyed<PlainOptionsOfAllKinds> all;
  return all.get()[kind];
}

// The same with a time of its own, written over at each start: one for each thread. A start inside
// of another one (a sampler's or a processor's own traced call) finds it taken, and makes its own.
class TimedOptions {
 public:
  TimedOptions(trace::SpanKind kind, std::chrono::steady_clock::time_point start) noexcept
      : kept_(Kept()) {
    if (kept_.taken) {
      own_.emplace();
    } else {
      kept_.taken = taken_ = true;
    }
    trace::StartSpanOptions& options = own_ ? *own_ : kept_.options.get();
    options.kind = kind;
    options.start_steady_time = opentelemetry::common::SteadyTimestamp(start);
  }
  ~TimedOptions() {
    if (taken_) kept_.taken = false;
  }
  TimedOptions(const TimedOptions&) = delete;
  TimedOptions& operator=(const TimedOptions&) = delete;

  const trace::StartSpanOptions& get() const noexcept { return own_ ? *own_ : kept_.options.get(); }

 private:
  struct PerThread {
    NeverDestroyed<trace::StartSpanOptions> options;
    bool taken = false;
  };
  static PerThread& Kept() noexcept {
    static thread_local PerThread kept;
    return kept;
  }

  PerThread& kept_;
  bool taken_ = false;
  std::optional<trace::StartSpanOptions> own_;
};

[[gnu::hot]] void SetAll(const AttributeSet& attributes, Use use, trace::Span& span) noexcept {
  attributes.ForEach(
      use, [&span](nostd::string_view key, const opentelemetry::common::AttributeValue& value) {
        span.SetAttribute(key, value);
        return true;
      });
}

// Starts the span where it is to stay: the API's pointers are dear to move.
struct StartedSpan {
  trace::Tracer& tracer;
  const OperationStart& start;
  const AttributeView& attributes;
  const Links& links;
  const trace::StartSpanOptions& options;

  operator nostd::shared_ptr<trace::Span>() const noexcept {  // NOLINT(google-explicit-constructor)
    return tracer.StartSpan(View(start.name), attributes, links, options);
  }
};

bool HasHooks(const Instrumentation& instrumentation) noexcept {
  if (instrumentation.IsPlain()) return false;
  const Options& options = instrumentation.options();
  return options.outcome || options.span_attributes || options.metric_attributes;
}

// Null: the real clocks.
const Clock* ClockOf(const Instrumentation& instrumentation) noexcept {
  return instrumentation.IsPlain() ? nullptr : instrumentation.options().clock.get();
}

}  // namespace

OperationScope::OperationScope(const context::Context* context) noexcept {
  if (context != nullptr) token_ = context::RuntimeContext::Attach(*context);
}

OperationScope::~OperationScope() = default;

Operation::Operation(Operation&& other) noexcept { *this = std::move(other); }

Operation& Operation::operator=(Operation&& other) noexcept {
  if (this == &other) return *this;
  if (IsActive()) Abandon();
  instrumentation_ = std::exchange(other.instrumentation_, nullptr);
  recording_ = std::exchange(other.recording_, false);
  metric_ = std::exchange(other.metric_, false);
  state_ = std::move(other.state_);
  return *this;
}

void Operation::Abandon() noexcept {
  if (!IsObserved()) {
    Reset();
    return;
  }
  Outcome outcome;
  outcome.SetError(error_types::kAbandoned);
  End(outcome);
}

[[gnu::hot]] std::chrono::steady_clock::time_point Operation::Now() const noexcept {
  const Clock* clock = ClockOf(*instrumentation_);
  return clock != nullptr ? clock->SteadyNow() : std::chrono::steady_clock::now();
}

[[gnu::hot]] Operation::Wanted Operation::Open(const Instrumentation& instrumentation,
                                               const OperationStart& start) noexcept {
  state_.emplace(instrumentation.Providers());
  if (start.parent != nullptr) {
    if (!(*start.parent == EmptyContext())) state_->parent.emplace(*start.parent);
  } else {
    context::Context current = CurrentContext(*state_->providers);
    if (!(current == EmptyContext())) state_->parent.emplace(std::move(current));
  }
  if (state_->parent && IsSuppressed(*state_->parent)) return {};

  instrumentation_ = &instrumentation;
  const std::shared_ptr<const Target>* target = start.target.get();
  state_->may_propagate = target == nullptr || (*target)->may_propagate();
  if (start.filtered) return {};
  const bool allowed = instrumentation.IsPlain() || AllowsSpan(instrumentation.options());
  return {allowed && state_->providers->MakesSpans(), state_->providers->duration != nullptr};
}

bool Operation::AllowsSpan(const Options& options) const noexcept {
  return options.traces && (!options.require_parent || HasParentSpan());
}

[[gnu::hot]] void Operation::Observe(const OperationStart& start, Wanted wanted) noexcept {
  const bool has_hooks = HasHooks(*instrumentation_);
  if (has_hooks) {
    state_->name.Assign(start.name);
    state_->native_handle = start.native_handle;
  }
  metric_ = wanted.metric;
  if (metric_) {
    if (start.keeps_attributes) {
      state_->kept_attributes = start.attributes;
    } else if (start.attributes != nullptr) {
      state_->metric_attributes.AddAll(*start.attributes, Use::kMetric);
    }
    state_->start = Now();
  }
  if (wanted.span) StartSpan(start);
  // The metric's attributes are views into the target; hooks are shown it; a span has copied it.
  const std::shared_ptr<const Target>* target = start.target.get();
  if (target != nullptr && (metric_ || has_hooks)) state_->target = *target;
}

bool Operation::HasParentSpan() const noexcept {
  return state_->parent && state_->parent->HasKey(trace::kSpanKey);
}

// The tracer itself takes the thread's current context and the time, where it is given no other.
[[gnu::hot]] void Operation::StartSpan(const OperationStart& start) noexcept {
  if (start.parent != nullptr || ClockOf(*instrumentation_) != nullptr) {
    StartOwnSpan(start);
  } else if (metric_) {
    StartSpan(start, TimedOptions(start.kind, state_->start).get());
  } else {
    StartSpan(start, PlainOptions(start.kind));
  }
}

void Operation::StartOwnSpan(const OperationStart& start) noexcept {
  const Clock* clock = ClockOf(*instrumentation_);
  trace::StartSpanOptions options;
  options.kind = start.kind;
  if (start.parent != nullptr) {
    options.parent = HasParentSpan() ? *state_->parent : RootContext();
  }
  if (metric_) options.start_steady_time = opentelemetry::common::SteadyTimestamp(state_->start);
  if (clock != nullptr) {
    options.start_system_time = opentelemetry::common::SystemTimestamp(clock->SystemNow());
    if (!metric_) {
      state_->start = clock->SteadyNow();
      options.start_steady_time = opentelemetry::common::SteadyTimestamp(state_->start);
    }
  }
  StartSpan(start, options);
}

[[gnu::hot]] void Operation::StartSpan(const OperationStart& start,
                                       const trace::StartSpanOptions& options) noexcept {
  static const AttributeSet none{};
  const AttributeView attributes(start.attributes != nullptr ? *start.attributes : none,
                                 Use::kSpan);
  state_->span.emplace(
      StartedSpan{*state_->providers->tracer, start, attributes, Links(start.link), options});
  recording_ = (*state_->span)->IsRecording();
  if (state_->providers->one_tracer_for_all && !recording_ &&
      !(*state_->span)->GetContext().IsValid()) {
    state_->providers->tracer_is_noop.store(true, std::memory_order_relaxed);
  }
}

HookArguments Operation::Arguments() const noexcept {
  return {state_->name.view(), state_->target.get(), state_->native_handle};
}

[[gnu::hot]] void Operation::Add(const AttributeSet& attributes) noexcept {
  if (recording_) SetAll(attributes, Use::kSpan, **state_->span);
  if (metric_) state_->metric_attributes.AddAll(attributes, Use::kMetric);
}

[[gnu::hot]] void Operation::AddText(std::string_view key, std::string_view text) noexcept {
  if (recording_) (*state_->span)->SetAttribute(View(key), View(text));
}

void Operation::UpdateName(std::string_view name) noexcept {
  if (!IsActive()) return;
  if (HasHooks(*instrumentation_)) state_->name.Assign(name);
  if (recording_) (*state_->span)->UpdateName(View(name));
}

void Operation::AddEvent(std::string_view name, const AttributeSet& attributes) noexcept {
  if (recording_) (*state_->span)->AddEvent(View(name), AttributeView(attributes, Use::kSpan));
}

void Operation::AddEvent(std::string_view name, const AttributeSet& attributes,
                         std::chrono::steady_clock::time_point time) noexcept {
  if (!recording_) return;
  (*state_->span)
      ->AddEvent(View(name), opentelemetry::common::SystemTimestamp(WallClockAt(time)),
                 AttributeView(attributes, Use::kSpan));
}

context::Context Operation::Context() const noexcept {
  if (!state_) return {};
  // A span of a no-op tracer must not hide the parent's.
  context::Context parent = state_->parent ? *state_->parent : context::Context{};
  if (!state_->span || !(*state_->span)->GetContext().IsValid()) return parent;
  return trace::SetSpan(parent, *state_->span);
}

OperationScope Operation::MakeCurrent() const noexcept {
  if (!IsActive()) return OperationScope(nullptr);
  const context::Context own = Context();
  return OperationScope(&own);
}

// Counted back from now, so that a set clock can't tear the trace apart.
std::chrono::system_clock::time_point Operation::WallClockAt(
    std::chrono::steady_clock::time_point time) const noexcept {
  const Clock* clock = ClockOf(*instrumentation_);
  const auto age = Now() - time;
  const auto system_now = clock != nullptr ? clock->SystemNow() : std::chrono::system_clock::now();
  return system_now - std::chrono::duration_cast<std::chrono::system_clock::duration>(age);
}

void Operation::AddPhase(const Phase& phase) noexcept {
  if (!recording_) return;
  trace::StartSpanOptions options;
  options.parent = (*state_->span)->GetContext();
  options.start_steady_time = opentelemetry::common::SteadyTimestamp(phase.start);
  options.start_system_time = opentelemetry::common::SystemTimestamp(WallClockAt(phase.start));
  static const AttributeSet none{};
  const AttributeView attributes(phase.attributes != nullptr ? *phase.attributes : none,
                                 Use::kSpan);
  const auto span = state_->providers->tracer->StartSpan(View(phase.name), attributes, options);
  if (!phase.error_type.empty()) {
    span->SetAttribute(View(semconv::kErrorType), View(phase.error_type));
    span->SetStatus(trace::StatusCode::kError);
  }
  trace::EndSpanOptions end;
  end.end_steady_time = opentelemetry::common::SteadyTimestamp(phase.end);
  span->End(end);
}

[[gnu::hot]] void Operation::End(const Outcome& outcome) noexcept {
  if (!IsActive()) return;
  if (!IsObserved()) {
    Reset();
    return;
  }
  const auto now = Now();
  if (HasHooks(*instrumentation_) && instrumentation_->options().outcome) {
    EndChanged(outcome, now);
  } else {
    EndSpan(outcome, now);
    WriteMetric(outcome, now);
  }
  Reset();
}

// As the user's hook sees it.
void Operation::EndChanged(const Outcome& outcome,
                           std::chrono::steady_clock::time_point now) noexcept {
  Outcome changed = outcome;
  CallHook([&] { instrumentation_->options().outcome(Arguments(), changed); });
  EndSpan(changed, now);
  WriteMetric(changed, now);
}

[[gnu::hot]] void Operation::EndSpan(const Outcome& outcome,
                                     std::chrono::steady_clock::time_point now) noexcept {
  if (!recording_) return;
  trace::Span& span = **state_->span;
  SetAll(outcome.attributes(), Use::kSpan, span);
  if (outcome.IsError()) {
    span.SetAttribute(View(semconv::kErrorType), View(outcome.error_type()));
    span.SetStatus(trace::StatusCode::kError, View(outcome.description()));
  }
  if (HasHooks(*instrumentation_)) AddUsersAttributes(span);
  trace::EndSpanOptions options;
  options.end_steady_time = opentelemetry::common::SteadyTimestamp(now);
  span.End(options);
}

void Operation::AddUsersAttributes(trace::Span& span) const noexcept {
  const AttributeHook& hook = instrumentation_->options().span_attributes;
  if (!hook) return;
  AttributeSet extra;
  CallHook([&] { hook(Arguments(), extra); });
  SetAll(extra, Use::kBoth, span);
}

// After all others: the user's word is the last one on a name.
void Operation::AddUsersMetricAttributes() noexcept {
  const AttributeHook& hook = instrumentation_->options().metric_attributes;
  if (!hook) return;
  AttributeSet extra;
  CallHook([&] { hook(Arguments(), extra); });
  state_->metric_attributes.AddAll(extra, Use::kBoth);
}

[[gnu::hot]] void Operation::WriteMetric(const Outcome& outcome,
                                         std::chrono::steady_clock::time_point now) noexcept {
  if (!metric_) return;
  const bool has_hooks = HasHooks(*instrumentation_);
  if (has_hooks) state_->metric_attributes.AddAll(outcome.attributes(), Use::kMetric);
  if (outcome.IsError()) {
    state_->metric_attributes.AddText(Use::kMetric, semconv::kErrorType, outcome.error_type());
  }
  if (has_hooks) AddUsersMetricAttributes();
  const MetricView attributes(state_->kept_attributes, state_->metric_attributes,
                              has_hooks ? nullptr : &outcome.attributes());
  const std::chrono::duration<double> seconds = now - state_->start;
#ifdef ENABLE_METRICS_EXEMPLAR_PREVIEW
  state_->providers->duration->Record(seconds.count(), attributes,
                                      recording_ || !state_->parent ? Context() : *state_->parent);
#else
  // This SDK keeps no exemplars: the span's context would be made for nothing.
  state_->providers->duration->Record(seconds.count(), attributes,
                                      state_->parent ? *state_->parent : EmptyContext());
#endif
}

// The span, the context and the target go with the object: giving them back here would cost every
// call what only a long-kept operation could gain.
[[gnu::hot]] void Operation::Reset() noexcept {
  instrumentation_ = nullptr;
  recording_ = false;
  metric_ = false;
}

}  // namespace otelwrap::common
