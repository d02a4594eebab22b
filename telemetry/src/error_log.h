// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Takes what the SDK logs about itself (exports that fail, queues that are full) to the user's
// error handler. The SDK has one log handler for the process: the one that stood there before hears
// what is logged while no handler of ours is installed.
//
// Threads: any. Ownership: shared with the thread that is just telling it. Errors: what a handler
// throws is dropped.

#pragma once

#include <otelwrap/telemetry/telemetry.h>

#include <memory>
#include <string_view>

namespace otelwrap::telemetry {

// At most one line a second on standard error.
ErrorHandler DefaultErrorHandler();

void Tell(const ErrorHandler& handler, Severity severity, std::string_view text) noexcept;

using SharedErrorHandler = std::shared_ptr<const ErrorHandler>;

// The last one installed is told. Removing one that another has taken the place of changes nothing;
// InstallErrorLog was called before.
void InstallErrorLog(const SharedErrorHandler& handler);
void RemoveErrorLog(const SharedErrorHandler& handler) noexcept;

}  // namespace otelwrap::telemetry
