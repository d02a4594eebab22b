// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The thread's current context, as cheaply as the API lets it be had.
//
// Threads: of the calling one. Errors: none.

#pragma once

#include <opentelemetry/context/runtime_context.h>
#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/common/providers.h>

namespace otelwrap::common {

inline const opentelemetry::context::Context& EmptyContext() noexcept {
  static const NeverDestroyed<opentelemetry::context::Context> empty;
  return empty.get();
}

// As RuntimeContext::GetCurrent(), without the two references to the storage that it counts. The
// storage itself is no constant: only the API's handle on it is.
inline opentelemetry::context::Context CurrentContext(const ProviderSnapshot& providers) noexcept {
  namespace context = opentelemetry::context;
  auto* storage = const_cast<context::RuntimeContextStorage*>(providers.contexts.get());  // NOLINT
  return storage != nullptr ? storage->GetCurrent() : context::RuntimeContext::GetCurrent();
}

}  // namespace otelwrap::common
