// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What was measured, and how it is shown: a table for people, JSON for programs.

#pragma once

#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

#include "harness/subject.h"

namespace otelwrap::benchmarks {

struct Cost {
  double ns = 0;
  double allocations = 0;
  double bytes = 0;
  std::optional<double> instructions;
};

struct Figure {
  std::string subject;
  Mode mode;
  Cost cost;  // of all modes but bare: what is added to bare
  std::optional<Cost> floor;
  Limit limit;
  bool has_limit = false;

  double AllowedNs() const;
  double AllowedAllocations() const;
  bool Keeps() const;
};

void PrintTable(const std::vector<Figure>& figures, std::ostream& out);

// One line for each limit that was missed, saying why.
void PrintMisses(const std::vector<Figure>& figures, std::ostream& out);

// An array of {subject, mode, ns, allocations, bytes, instructions, floor_ns}; what was not
// measured is null.
void PrintJson(const std::vector<Figure>& figures, std::ostream& out);

}  // namespace otelwrap::benchmarks
