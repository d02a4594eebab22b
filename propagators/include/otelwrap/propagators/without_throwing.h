// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs what may run out of memory inside a carrier, which must not throw: what it was doing is then
// left undone. In a program without exceptions an allocation that fails ends it wherever it is.
//
// Threads: any. Errors: none come out.

#pragma once

#include <exception>

namespace otelwrap::propagators {

template <class Function>
void WithoutThrowing(Function&& function) noexcept {
#ifdef __cpp_exceptions
  try {
    function();
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): see above
  }
#else
  function();
#endif
}

}  // namespace otelwrap::propagators
