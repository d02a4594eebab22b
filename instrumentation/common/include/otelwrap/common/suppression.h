// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A context in which otelwrap's components make nothing: for code that sends telemetry, whose own
// calls must not become telemetry again.
//
//   SuppressInstrumentation suppressed;   // until the end of the block, on this thread
//
// Threads: one thread, on the stack. What the block hands to other threads takes the context along
// if it uses Bind(). Errors: none.

#pragma once

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/runtime_context.h>
#include <otelwrap/config.h>

namespace otelwrap::common {

class [[nodiscard]] OTELWRAP_API SuppressInstrumentation {
 public:
  SuppressInstrumentation() noexcept;
  ~SuppressInstrumentation();
  SuppressInstrumentation(const SuppressInstrumentation&) = delete;
  SuppressInstrumentation& operator=(const SuppressInstrumentation&) = delete;

 private:
  opentelemetry::nostd::unique_ptr<opentelemetry::context::Token> token_;
};

// Whether the context was made within a SuppressInstrumentation.
OTELWRAP_API bool IsSuppressed(const opentelemetry::context::Context& context) noexcept;

}  // namespace otelwrap::common
