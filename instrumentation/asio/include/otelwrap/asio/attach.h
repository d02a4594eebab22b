// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// While alive, a context is the thread's current one; nothing where the component asio is off
// (common/switches.h). The one way in which this component makes a context current: around the code
// of one handler, on the stack, so that none is ever held over a suspension.
//
// Threads: ends on the thread that it began on, which the deleted operators see to. Errors: none.

#pragma once

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/runtime_context.h>
#include <otelwrap/common/switches.h>

#include <cstddef>

namespace otelwrap::asio {

class [[nodiscard]] Attach {
 public:
  explicit Attach(const opentelemetry::context::Context& context) noexcept {
    if (common::Enabled(common::Component::kAsio)) {
      token_ = opentelemetry::context::RuntimeContext::Attach(context);
    }
  }
  Attach(const Attach&) = delete;
  Attach& operator=(const Attach&) = delete;
  static void* operator new(size_t) = delete;

 private:
  opentelemetry::nostd::unique_ptr<opentelemetry::context::Token> token_;
};

}  // namespace otelwrap::asio
