// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One call of a library, from its start to its end: the one place where a span is started, a
// context injected, an outcome recorded and a duration metric written, with the same duration and
// the same error.type on both.
//
//   OperationStart start;
//   start.kind = SpanKind::kClient;
//   Operation operation = Operation::Start(instrumentation, start, [&] {
//     start.name = ...;   // describe: only where a span or a metric will be made of it
//     start.attributes = ...;
//   });
//   if (operation.IsRecording()) operation.Add(...);   // what is dear to compute
//   operation.Inject(carrier);
//   const CURLcode code = curl_easy_perform(handle);
//   if (operation.IsObserved()) operation.End(Classify(code));
//
// An operation that is off, suppressed or without anything to record does nothing, and costs next
// to nothing. It is not made current: a client runs no user code inside itself. Who does, asks for
// it.
//
// Threads: may be moved between threads, is used by one at a time. Ownership: move-only; holds its
// target, never the caller's memory; the instrumentation must outlive it. A dropped operation ends
// as failed, with error.type "abandoned". Errors: nothing throws; hooks that throw are left out.

#pragma once

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/span.h>
#include <opentelemetry/trace/span_context.h>
#include <opentelemetry/trace/span_startoptions.h>
#include <otelwrap/common/attributes.h>
#include <otelwrap/common/instrumentation.h>
#include <otelwrap/common/outcome.h>
#include <otelwrap/common/target.h>
#include <otelwrap/config.h>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string_view>

namespace otelwrap::common {

// The target of a start: a shared_ptr by reference, so that a call that records nothing does not
// touch its count. REQUIRES: the shared_ptr outlives the call of Start().
class TargetReference {
 public:
  TargetReference() noexcept = default;
  TargetReference(std::nullptr_t) noexcept {}  // NOLINT(google-explicit-constructor)
  TargetReference(const std::shared_ptr<const Target>& target) noexcept  // NOLINT
      : target_(target != nullptr ? &target : nullptr) {}
  TargetReference(std::shared_ptr<const Target>&&) = delete;  // would be gone before Start()

  const std::shared_ptr<const Target>* get() const noexcept { return target_; }

 private:
  const std::shared_ptr<const Target>* target_ = nullptr;
};

struct OperationStart {
  opentelemetry::trace::SpanKind kind = opentelemetry::trace::SpanKind::kInternal;
  std::string_view name;
  const AttributeSet* attributes = nullptr;
  // The set outlives the operation, unchanged: it need not be copied.
  bool keeps_attributes = false;
  TargetReference target;
  // Null: the thread's current context. A given one without a span makes a root span.
  const opentelemetry::context::Context* parent = nullptr;
  // A span to link to, if valid: the caller of a public endpoint, which is no parent.
  const opentelemetry::trace::SpanContext* link = nullptr;
  // A filter's word: no span and no metric, but the parent's context is still propagated.
  bool filtered = false;
  const void* native_handle = nullptr;  // for hooks
};

// A finished part of an operation (DNS, connect, TLS): becomes an INTERNAL child span.
struct Phase {
  std::string_view name;
  std::chrono::steady_clock::time_point start;
  std::chrono::steady_clock::time_point end;
  const AttributeSet* attributes = nullptr;
  std::string_view error_type;  // empty: it succeeded
};

// While alive, the operation's context is the thread's current one. Stack only.
class [[nodiscard]] OTELWRAP_API OperationScope {
 public:
  explicit OperationScope(const opentelemetry::context::Context* context) noexcept;
  ~OperationScope();
  OperationScope(const OperationScope&) = delete;
  OperationScope& operator=(const OperationScope&) = delete;
  static void* operator new(size_t) = delete;

 private:
  opentelemetry::nostd::unique_ptr<opentelemetry::context::Token> token_;
};

class OTELWRAP_API Operation {
 public:
  Operation() noexcept {}  // does nothing  NOLINT(modernize-use-equals-default): would zero it
  Operation(Operation&& other) noexcept;
  Operation& operator=(Operation&& other) noexcept;
  ~Operation() {
    if (IsActive()) Abandon();
  }

  // `describe` sets the name and the attributes of `start`, and is called only where a span or a
  // metric will be made of them: not where nothing records, where the call is filtered or
  // suppressed. What they point to must live until this returns. What it throws comes through.
  template <class Describe>
  static Operation Start(const Instrumentation& instrumentation, const OperationStart& start,
                         Describe&& describe) noexcept(noexcept(describe())) {
    Operation operation;
    if (!Enabled(instrumentation.component())) return operation;
    const Wanted wanted = operation.Open(instrumentation, start);
    if (wanted.span || wanted.metric) {
      describe();
      operation.Observe(start, wanted);
    }
    return operation;
  }

  // With name and attributes that are there already.
  static Operation Start(const Instrumentation& instrumentation,
                         const OperationStart& start) noexcept {
    return Start(instrumentation, start, []() noexcept {});
  }

  // Whether the span records: the time to compute what is dear.
  bool IsRecording() const noexcept { return recording_; }
  // Whether a span or a metric will tell how it ended: without, nothing need be classified.
  bool IsObserved() const noexcept { return recording_ || metric_; }
  // Whether End() will write the duration metric.
  bool WritesMetric() const noexcept { return metric_; }
  // Whether anything at all is left to do: false also for an operation that is off.
  bool IsActive() const noexcept { return instrumentation_ != nullptr; }

  // More attributes; borrowed ones need only live until this returns.
  void Add(const AttributeSet& attributes) noexcept;
  // One text, of the span only: cheaper than a set of one.
  void AddText(std::string_view key, std::string_view text) noexcept;
  void UpdateName(std::string_view name) noexcept;
  void AddEvent(std::string_view name, const AttributeSet& attributes) noexcept;
  // One that happened a moment ago.
  void AddEvent(std::string_view name, const AttributeSet& attributes,
                std::chrono::steady_clock::time_point time) noexcept;

  // Writes the propagation headers, of the operation's span or, where that is not valid, of its
  // parent. Nothing where the target's host may not have them.
  void Inject(opentelemetry::context::propagation::TextMapCarrier& carrier) const noexcept;

  // The operation's context: its parent's with its span in it.
  opentelemetry::context::Context Context() const noexcept;
  opentelemetry::trace::SpanContext SpanContext() const noexcept;
  OperationScope MakeCurrent() const noexcept;

  // Adds a child span for a part that is over. Only for a recording span; no metric.
  void AddPhase(const Phase& phase) noexcept;

  void End(const Outcome& outcome) noexcept;

 private:
  // What will be made of the operation.
  struct Wanted {
    bool span = false;
    bool metric = false;
  };

  Wanted Open(const Instrumentation& instrumentation, const OperationStart& start) noexcept;
  void Observe(const OperationStart& start, Wanted wanted) noexcept;
  bool HasParentSpan() const noexcept;
  bool AllowsSpan(const Options& options) const noexcept;
  void StartSpan(const OperationStart& start) noexcept;
  // With a parent or a clock of its own.
  void StartOwnSpan(const OperationStart& start) noexcept;
  void StartSpan(const OperationStart& start,
                 const opentelemetry::trace::StartSpanOptions& options) noexcept;
  void InjectTraceContext(
      opentelemetry::context::propagation::TextMapCarrier& carrier) const noexcept;
  void EndChanged(const Outcome& outcome, std::chrono::steady_clock::time_point now) noexcept;
  void EndSpan(const Outcome& outcome, std::chrono::steady_clock::time_point now) noexcept;
  void AddUsersAttributes(opentelemetry::trace::Span& span) const noexcept;
  void AddUsersMetricAttributes() noexcept;
  void WriteMetric(const Outcome& outcome, std::chrono::steady_clock::time_point now) noexcept;
  std::chrono::steady_clock::time_point Now() const noexcept;
  std::chrono::system_clock::time_point WallClockAt(
      std::chrono::steady_clock::time_point time) const noexcept;
  HookArguments Arguments() const noexcept;
  void Abandon() noexcept;
  void Reset() noexcept;

  // What is known of an operation that was started while its component was on.
  struct State {
    explicit State(const ProviderSnapshot& its_providers) noexcept : providers(&its_providers) {}
    const ProviderSnapshot* providers;
    std::optional<opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span>> span;
    std::optional<opentelemetry::context::Context> parent;  // nothing: an empty context
    std::shared_ptr<const Target> target;
    const AttributeSet* kept_attributes = nullptr;  // the start's, where it keeps them
    const void* native_handle = nullptr;
    std::chrono::steady_clock::time_point start;
    bool may_propagate = true;
    FixedText<128> name;
    AttributeSet metric_attributes;
  };

  const Instrumentation* instrumentation_ = nullptr;  // null: ended, off or suppressed
  bool recording_ = false;
  bool metric_ = false;
  std::optional<State> state_;  // nothing while off: neither made nor destroyed
};

}  // namespace otelwrap::common
