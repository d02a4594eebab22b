// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "caller.h"

#include <otelwrap/common/current_span.h>
#include <spdlog/details/os.h>

namespace otelwrap::spdlog {

opentelemetry::trace::SpanContext CallersSpan(const ::spdlog::details::log_msg& message) noexcept {
  if (message.thread_id != ::spdlog::details::os::thread_id()) {
    return opentelemetry::trace::SpanContext::GetInvalid();
  }
  return common::CurrentSpanContext();
}

}  // namespace otelwrap::spdlog
