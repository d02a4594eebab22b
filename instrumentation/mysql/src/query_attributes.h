// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Gives a query the trace context as query attributes, beside those that the user bound. Only
// libmysqlclient has them, and only a server that says so gets them.
//
// Threads: one thread at a time for each handle. Errors: without memory the query goes without.

#pragma once

#include <mysql.h>

#include "trace_headers.h"

namespace otelwrap::mysql {

// Whether library and server both do.
bool KnowsQueryAttributes(const MYSQL& handle) noexcept;

// REQUIRES: `headers` lives until the query was sent.
void BindTraceContext(MYSQL* handle, const TraceHeaders& headers) noexcept;

}  // namespace otelwrap::mysql
