// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The trace that a checkout is due to make, span by span.

#pragma once

#include <otelwrap/testing/received.h>
#include <otelwrap/testing/trace_expectation.h>

#include <cstddef>
#include <string>
#include <vector>

namespace chain {

// `database_makes_spans`: as Chain::DatabaseMakesSpans() says.
otelwrap::testing::ExpectedSpan DueTrace(bool database_makes_spans);
// The same for an item that the shop does not have: what fails for whom.
otelwrap::testing::ExpectedSpan DueTraceOfUnknownItem(bool database_makes_spans);

// How many spans that is.
size_t Count(const otelwrap::testing::ExpectedSpan& due);

// One sentence for each thing that is missing or wrong, in the trace and in the log lines.
std::vector<std::string> CheckLogs(const std::string& service, const std::string& log,
                                   const std::string& trace_id);

}  // namespace chain
