// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The span over a transaction: kept by handle from the moment in which the server says that there
// is one, to that in which it is over or its connection is lost. INTERNAL, and without a metric.
//
// Threads: one thread at a time for each handle.

#pragma once

#include <mysql.h>
#include <otelwrap/mysql/instrumentation.h>

namespace otelwrap::mysql {

// After a call that ended with `error_number` (0: it succeeded).
void FollowTransaction(const Instrumentation& instrumentation, MYSQL* handle,
                       unsigned int error_number) noexcept;

}  // namespace otelwrap::mysql
