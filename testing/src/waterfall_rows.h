// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The text of each line of a waterfall, before it is fitted to a width.

#pragma once

#include <otelwrap/testing/trace_tree.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace otelwrap::testing {

struct WaterfallRow {
  std::string service;
  std::string label;  // tree lines, then the span's name
  std::string kind;
  std::string duration;
  std::string error;  // "✖ timeout", or empty
  size_t service_index = 0;
  size_t guide_bytes = 0;  // how much of `label` is tree lines
  uint64_t start_nanos = 0;
  uint64_t duration_nanos = 0;
};

std::vector<WaterfallRow> WaterfallRows(const TraceTree& trace, bool unicode);

// Printable, and never empty.
std::string ServiceName(const std::string& name, bool unicode);

}  // namespace otelwrap::testing
