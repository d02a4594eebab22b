// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Makes a connection, with a span of its own where Options::connection_spans asks for it, and with
// its metrics where Options::connection_metrics does.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/hiredis/instrumentation.h>

#include "connection_metrics.h"

namespace otelwrap::hiredis {

redisOptions TcpOptions(const char* host, int port) noexcept;

// Null only where memory is out.
redisContext* TracedConnect(const Instrumentation& instrumentation, const redisOptions& options,
                            MeasuredConnection* measured) noexcept;

int TracedReconnect(const Instrumentation& instrumentation, redisContext* context,
                    MeasuredConnection* measured) noexcept;

// What is being made, for a connection that is there later. Without the options it does nothing.
struct Connecting {
  common::Operation operation;
  MeasuredConnection measured;
};

Connecting StartConnect(const Instrumentation& instrumentation,
                        const redisOptions& options) noexcept;
// By the context's error; null: there was no memory for one. What was made goes on being measured
// by what it returns.
MeasuredConnection EndConnect(const Instrumentation& instrumentation, const redisContext* context,
                              Connecting* connecting) noexcept;

}  // namespace otelwrap::hiredis
