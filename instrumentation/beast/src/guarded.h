// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Telemetry that may throw (memory, a hook of the user's) and must not. Threads: any.

#pragma once

#include <exception>

namespace otelwrap::beast {

// Calls the function; one that throws is left out of account.
template <class Function>
void Guarded(Function&& function) noexcept {
  try {
    function();
  } catch (...) {  // NOLINT(bugprone-empty-catch): telemetry never fails the host
  }
}

// A filter's word, or true: also from one that throws.
template <class Filter, class Request>
bool Passes(const Filter& filter, const Request& request) noexcept {
  bool passes = true;
  if (filter) Guarded([&] { passes = filter(request); });
  return passes;
}

}  // namespace otelwrap::beast
