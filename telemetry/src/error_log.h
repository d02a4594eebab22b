// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Takes what the SDK logs about itself (exports that fail, queues that are full) to the user's
// error handler. The SDK has one log handler for the process; it is put back when the last one is
// gone.

#pragma once

#include <otelwrap/telemetry/telemetry.h>

namespace otelwrap::telemetry {

// At most one line a second on standard error.
ErrorHandler DefaultErrorHandler();

void InstallErrorLog(ErrorHandler handler);
void RemoveErrorLog() noexcept;

}  // namespace otelwrap::telemetry
