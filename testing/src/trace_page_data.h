// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The data of the trace page, as page.js reads it.

#pragma once

#include <otelwrap/testing/trace_tree.h>

#include <string>
#include <vector>

namespace otelwrap::testing {

// JSON that is safe inside a script element: it has no '<', '>', '&' and no U+2028 or U+2029.
std::string TracePageData(const TraceTree& trace, const std::vector<ReceivedLogRecord>& logs);

}  // namespace otelwrap::testing
