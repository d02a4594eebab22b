// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The off switches: one for the process, one for each component. A component that is off makes no
// span, no metric and no header: its calls cost one relaxed load and a branch.
//
//   SetEnabled(Component::kCurl, false);   // or OTEL_INSTRUMENTATION_CURL_ENABLED=false
//   SetAllEnabled(false);                  // or OTEL_INSTRUMENTATION_ENABLED=false
//
// The variables are read once, when the library is loaded. OTEL_SDK_DISABLED is not a switch of
// ours: it makes the SDK's providers no-ops, and propagation goes on.
//
// Threads: every function may be called from any thread; a call under way keeps the state that it
// began with. Errors: none are thrown.

#pragma once

#include <otelwrap/common/component.h>
#include <otelwrap/config.h>

#include <atomic>

namespace otelwrap::common {
namespace internal {
// Whether both the process and the component are on: one load tells.
OTELWRAP_API extern std::atomic<bool> component_enabled[kComponentCount];
// A plugin's copy that is loaded later must not turn the program's switches back.
OTELWRAP_API extern std::atomic<bool> environment_was_read;
}  // namespace internal

inline bool Enabled(Component component) noexcept {
  return internal::component_enabled[static_cast<size_t>(component)].load(
      std::memory_order_relaxed);
}

OTELWRAP_API void SetEnabled(Component component, bool enabled) noexcept;
OTELWRAP_API void SetAllEnabled(bool enabled) noexcept;

}  // namespace otelwrap::common
