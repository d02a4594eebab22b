// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A trace as a picture for the terminal: a header, a time axis, and one line for each span with its
// service, name (indented by depth), kind, bar on the common axis, duration and error.
//
//   std::cout << DrawWaterfall(tree, TerminalOptions(STDOUT_FILENO));
//
// Names come from other programs: control characters are shown escaped, long names end in an
// ellipsis, and no line is wider than asked for.
//
// Threads: pure functions; TerminalOptions reads the environment. Errors: none.

#pragma once

#include <otelwrap/testing/trace_tree.h>

#include <cstddef>
#include <string>

namespace otelwrap::testing {

struct WaterfallOptions {
  // The width of a line; below 80 it is taken as 80, above 200 as 200.
  size_t columns = 100;

  // Colours (ANSI, 256 of them): one for each service, red for errors.
  bool colour = false;

  // Block characters for bars and lines for the tree; off: ASCII alone.
  bool unicode = true;
};

// The options that suit what is behind a file descriptor: its width (or COLUMNS), colour if it is a
// terminal and NO_COLOR is unset, Unicode if the locale's encoding is UTF-8.
OTELWRAP_API WaterfallOptions TerminalOptions(int file_descriptor);

// Every line ends in a newline. An empty trace gives one line that says so.
OTELWRAP_API std::string DrawWaterfall(const TraceTree& trace, const WaterfallOptions& options);

}  // namespace otelwrap::testing
