// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Makes a connection, with a span of its own where Options::connection_spans asks for it.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/hiredis/instrumentation.h>

namespace otelwrap::hiredis {

redisOptions TcpOptions(const char* host, int port) noexcept;

// Null only where memory is out.
redisContext* TracedConnect(const Instrumentation& instrumentation,
                            const redisOptions& options) noexcept;

int TracedReconnect(const Instrumentation& instrumentation, redisContext* context) noexcept;

// The two halves, for a connection that is made later. Without the option they do nothing.
common::Operation StartConnect(const Instrumentation& instrumentation,
                               const redisOptions& options) noexcept;
// By the context's error; null: there was no memory for one.
void EndConnect(const redisContext* context, common::Operation* operation) noexcept;

}  // namespace otelwrap::hiredis
