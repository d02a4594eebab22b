// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What preparing a statement is to telemetry, blocking or not: a span by option, and the text that
// its executions show.
//
// Threads: one thread at a time for each connection. Errors: none; without memory there is no text.

#pragma once

#include <mysql.h>
#include <otelwrap/mysql/instrumentation.h>

#include <string_view>

#include "open_calls.h"
#include "prepared_texts.h"

namespace otelwrap::mysql {

// Ends what the connection had open.
OpenCall StartPrepare(const Instrumentation& instrumentation, MYSQL* connection,
                      std::string_view sql) noexcept;

// REQUIRES: the statement was prepared with this text, successfully.
PreparedText TextOf(const Instrumentation& instrumentation, MYSQL_STMT* statement,
                    std::string_view sql) noexcept;

// What an execution shows where there is no text to show.
const SqlDescription& NoDescription() noexcept;

}  // namespace otelwrap::mysql
