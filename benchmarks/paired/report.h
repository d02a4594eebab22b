// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the rounds gave: a table for people, JSON for programs. Added time stands first: a library
// that is cheaper when bare gets a worse ratio from the same addition.

#pragma once

#include <iosfwd>
#include <vector>

#include "paired/rounds.h"

namespace otelwrap::benchmarks {

void PrintPairedTable(const std::vector<Paired>& results, std::ostream& out);

// An array of {scenario, who, not_run, rounds, bare_requests_per_s, requests_per_s, added_us,
// added_us_q1, added_us_q3, added_allocations, added_bytes, rate_ratio, rate_ratio_q1,
// rate_ratio_q3, spans_ended, spans_exported}; of what did not run, only the first three. The peers
// say neither quartiles of the added time nor allocations.
void PrintPairedJson(const std::vector<Paired>& results, int rounds, std::ostream& out);

}  // namespace otelwrap::benchmarks
