// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Starts the operation of a query, or of a connect.
//
// Threads: one thread at a time for each handle. Errors: none; what can't be described is left out.

#pragma once

#include <mysql.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/mysql/instrumentation.h>

#include <string_view>

#include "peer.h"

namespace otelwrap::mysql {

// `remembered`: for a handle that knows of no server; may be null.
common::Operation StartQuery(const Instrumentation& instrumentation, MYSQL* handle,
                             std::string_view sql, const Peer* remembered) noexcept;

common::Operation StartConnect(const Instrumentation& instrumentation, MYSQL* handle,
                               const Peer& peer, std::string_view schema) noexcept;

int TracedRealQuery(const Instrumentation& instrumentation, MYSQL* handle, std::string_view sql,
                    const Peer* remembered) noexcept;

}  // namespace otelwrap::mysql
