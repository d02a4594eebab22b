// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a developer is told once in a process, on stderr, where OTEL_LOG_LEVEL is "debug".
//
// Threads: any. Errors: none.

#pragma once

namespace otelwrap::curl {

// A transfer whose handle's header list is not known, so that its request carries no context.
void SayThatNothingIsInjected() noexcept;

}  // namespace otelwrap::curl
