// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <cxxabi.h>
#include <opentelemetry/trace/context.h>
#include <otelwrap/beast/server_span.h>
#include <otelwrap/common/error_types.h>
#include <otelwrap/common/extract.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/common/suppression.h>

#include <cstdlib>
#include <memory>
#include <string>
#include <typeinfo>

#include "classify.h"
#include "describe.h"
#include "guarded.h"

namespace otelwrap::beast {
namespace {

namespace context = opentelemetry::context;
namespace trace = opentelemetry::trace;
using common::AttributeSet;
using common::Operation;
using common::OperationStart;
using common::Use;

// Whom the request comes from: the parent, or for a public endpoint only a link.
struct Caller {
  context::Context parent;
  trace::SpanContext link = trace::SpanContext::GetInvalid();
};

Caller ReadCaller(const Instrumentation& instrumentation,
                  const context::propagation::TextMapCarrier& headers) noexcept {
  Caller caller;
  caller.parent = common::ExtractContext(instrumentation.server(), headers);
  if (!instrumentation.options().public_endpoint) return caller;
  caller.link = trace::GetSpan(caller.parent)->GetContext();
  caller.parent = context::Context{};
  return caller;
}

}  // namespace

ServerSpan& ServerSpan::operator=(ServerSpan&& other) noexcept {
  if (this == &other) return *this;
  if (operation_.IsActive()) Abandon();
  operation_ = std::move(other.operation_);
  method_ = other.method_;
  route_ = other.route_;
  shows_trace_id_ = other.shows_trace_id_;
  return *this;
}

void ServerSpan::Abandon() noexcept {
  common::Outcome outcome;
  outcome.SetError(common::error_types::kAbandoned);
  End(outcome);
}

ServerSpan ServerSpan::Start(const Instrumentation& instrumentation, const RequestView& request,
                             const Peer& peer,
                             const context::propagation::TextMapCarrier& headers) noexcept {
  ServerSpan span;
  if (!common::Enabled(common::Component::kBeast) ||
      common::IsSuppressed(context::RuntimeContext::GetCurrent())) {
    return span;
  }
  const Options& options = instrumentation.options();
  const Caller caller = ReadCaller(instrumentation, headers);
  Guarded([&] {
    Description description;
    std::string query;
    OperationStart start;
    start.kind = trace::SpanKind::kServer;
    start.parent = &caller.parent;
    start.link = &caller.link;
    start.filtered = !Passes(options.server_filter, request);
    span.operation_ = Operation::Start(instrumentation.server(), start, [&] {
      DescribeServer(request, peer, options, description);
      if (options.sampler_sees_all_attributes) {
        DescribeQuery(request, options, query, description.attributes);
      }
      start.name = description.name.view();
      start.attributes = &description.attributes;
    });
    span.method_ = description.method;
    span.shows_trace_id_ = options.trace_id_header;
    if (span.IsRecording() && !options.sampler_sees_all_attributes) {
      AttributeSet dear;
      DescribeQuery(request, options, query, dear);
      span.operation_.Add(dear);
    }
  });
  return span;
}

void ServerSpan::SetRoute(std::string_view route) noexcept {
  if (!operation_.IsObserved()) return;
  route_.Assign(route);
  operation_.UpdateName(common::HttpSpanName(method_, route_.view()).view());
}

void ServerSpan::AddCurrentException() noexcept {
  const std::type_info* type = abi::__cxa_current_exception_type();
  if (!IsRecording() || type == nullptr) return;
  int status = 0;
  const std::unique_ptr<char, decltype(&std::free)> name(
      abi::__cxa_demangle(type->name(), nullptr, nullptr, &status), &std::free);
  AttributeSet attributes;
  attributes.AddText(Use::kSpan, "exception.type", name ? name.get() : type->name());
  operation_.AddEvent("exception", attributes);
}

context::Context ServerSpan::Context() const noexcept {
  return operation_.IsActive() ? operation_.Context() : context::RuntimeContext::GetCurrent();
}

bool ServerSpan::WriteTraceId(char (&text)[kTraceIdSize]) const noexcept {
  if (!operation_.IsActive()) return false;
  const trace::SpanContext own = operation_.SpanContext();
  if (!own.IsValid()) return false;
  own.trace_id().ToLowerBase16(text);
  return true;
}

void ServerSpan::FinishActive(unsigned status, ::boost::system::error_code error) noexcept {
  if (!operation_.IsObserved()) {
    operation_.End({});
    return;
  }
  common::Outcome outcome = ClassifyServer(status, error);
  End(outcome);
}

void ServerSpan::End(common::Outcome& outcome) noexcept {
  if (!route_.empty()) {
    outcome.attributes().AddText(Use::kBoth, common::semconv::kHttpRoute, route_.view());
  }
  operation_.End(outcome);
}

}  // namespace otelwrap::beast
