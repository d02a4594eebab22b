// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Lets the variants of a scenario take turns: bare, traced by ours, and by hand where that is
// written. Each round gives one ratio for each, so that a slow second of the machine hits all.

#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

#include "paired/scenario.h"
#include "paired/statistics.h"

namespace otelwrap::benchmarks {

struct RoundOptions {
  int rounds = 16;
  std::chrono::milliseconds slice{400};  // how long each variant sends requests in a round
};

struct Paired {
  std::string scenario;
  std::string who = "otelwrap";  // or "by hand", "Go"
  std::string failure;           // why there are no figures; "" if there are
  double bare_rate = 0;          // requests a second, median
  double traced_rate = 0;
  Spread ratio;                   // traced rate by bare rate of the same round
  Spread added_us;                // time of a traced request less that of a bare one
  double added_allocations = -1;  // of a request, on its thread; below 0: not counted
  double added_bytes = -1;
  size_t spans_ended = 0;
  size_t spans_exported = 0;
};

// One for each traced variant, ours first. Never throws: what went wrong is in the first.
std::vector<Paired> RunPaired(const Scenario& scenario, const RoundOptions& options);

}  // namespace otelwrap::benchmarks
