// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A trace as one self-contained HTML page: the waterfall, and for each span its attributes, events,
// links, status, resource, scope and log lines. It opens from a file, loads nothing from anywhere,
// works by keyboard, and follows the reader's light or dark setting.
//
//   std::string error;
//   if (!WriteTracePage(tree, receiver->Logs(), "trace.html", &error)) std::cerr << error << "\n";
//
// What spans and logs contain is shown as text whatever it is; the page's own content policy
// forbids every script but its own.
//
// Threads: free functions; two writers of one path at once leave the page of one of them.
// Errors: false and a sentence; a page that was there before is then left as it was.

#pragma once

#include <otelwrap/testing/trace_tree.h>

#include <ostream>
#include <string>
#include <vector>

namespace otelwrap::testing {

// Of the log records only those of this trace are shown.
OTELWRAP_API void WriteTracePage(const TraceTree& trace, const std::vector<ReceivedLogRecord>& logs,
                                 std::ostream& out);

OTELWRAP_API bool WriteTracePage(const TraceTree& trace, const std::vector<ReceivedLogRecord>& logs,
                                 const std::string& path, std::string* error);

// The same content as one line of JSON without a newline, for other programs.
OTELWRAP_API std::string TraceJson(const TraceTree& trace,
                                   const std::vector<ReceivedLogRecord>& logs);

}  // namespace otelwrap::testing
