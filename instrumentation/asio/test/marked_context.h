// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Contexts that a test can tell apart: each has a number. No provider is needed.

#pragma once

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/runtime_context.h>

#include <cstdint>

namespace otelwrap::asio {

inline constexpr char kMark[] = "otelwrap.test.mark";
inline constexpr int64_t kNone = 0;

inline opentelemetry::context::Context Marked(int64_t mark) { return {kMark, mark}; }

// The mark of the thread's current context.
inline int64_t CurrentMark() {
  const auto value = opentelemetry::context::RuntimeContext::GetCurrent().GetValue(kMark);
  const auto* mark = opentelemetry::nostd::get_if<int64_t>(&value);
  return mark != nullptr ? *mark : kNone;
}

}  // namespace otelwrap::asio
