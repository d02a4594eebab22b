// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A TCP port of the loopback that nobody listens on at this moment. Somebody else may take it
// before the caller does, so a server that fails to bind it should be given another (ServerProcess
// does).
//
// Threads: any. Errors: throws std::runtime_error when the system gives none.

#pragma once

#include <otelwrap/config.h>

#include <cstdint>

namespace otelwrap::testing {

OTELWRAP_API uint16_t FreePort();

}  // namespace otelwrap::testing
