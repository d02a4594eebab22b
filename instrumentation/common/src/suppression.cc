// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/suppression.h>

namespace otelwrap::common {
namespace {
constexpr char kSuppressionKey[] = "otelwrap-suppress-instrumentation";
}  // namespace

SuppressInstrumentation::SuppressInstrumentation() noexcept
    : token_(opentelemetry::context::RuntimeContext::Attach(
          opentelemetry::context::RuntimeContext::GetCurrent().SetValue(kSuppressionKey, true))) {}

SuppressInstrumentation::~SuppressInstrumentation() = default;

bool IsSuppressed(const opentelemetry::context::Context& context) noexcept {
  return context.HasKey(kSuppressionKey);
}

}  // namespace otelwrap::common
