// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/context.h>
#include <otelwrap/common/current_span.h>

namespace otelwrap::common {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

trace::SpanContext CurrentSpanContext() noexcept {
  const auto current = opentelemetry::context::RuntimeContext::GetCurrent();
  const auto value = current.GetValue(trace::kSpanKey);
  const auto* span = nostd::get_if<nostd::shared_ptr<trace::Span>>(&value);
  return span != nullptr ? (*span)->GetContext() : trace::SpanContext::GetInvalid();
}

}  // namespace otelwrap::common
