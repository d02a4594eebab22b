// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Calls a user's hook. One that throws is left out of account: telemetry must not end the program.

#pragma once

#include <exception>

namespace otelwrap::common {

template <class Function>
void CallHook(Function&& function) noexcept {
  try {
    function();
  } catch (...) {  // NOLINT(bugprone-empty-catch): whatever it was, the host's call goes on
  }
}

}  // namespace otelwrap::common
