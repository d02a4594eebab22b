// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How a call of the library ended, by its result and mysql_errno. Never by mysql_error: a server's
// text repeats data (`Duplicate entry '...'`).
//
// Threads: pure functions.

#pragma once

#include <otelwrap/common/outcome.h>

namespace otelwrap::mysql {

// `result` 0 is success, whatever the number; a failure without a number is `_OTHER`.
common::Outcome Failure(unsigned int error_number) noexcept;
inline common::Outcome Classify(int result, unsigned int error_number) noexcept {
  return result == 0 ? common::Outcome() : Failure(error_number);
}

// Whether the library refused a call that came too early, and asked the server nothing
// (CR_COMMANDS_OUT_OF_SYNC): what was under way still is.
bool IsOutOfSync(unsigned int error_number) noexcept;

// Whether the connection is gone behind this error.
bool LosesConnection(unsigned int error_number) noexcept;

}  // namespace otelwrap::mysql
