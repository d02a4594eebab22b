// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Measures the cases: times by Google Benchmark, ours and its floor in turns; allocations counted
// once; instructions by callgrind, in a process of their own.

#pragma once

#include <string>
#include <vector>

#include "harness/figures.h"
#include "harness/subject.h"

namespace otelwrap::benchmarks {

struct MeasureOptions {
  bool instructions = true;
  double seconds_per_round = 0.01;
  int rounds = 60;
};

std::vector<Figure> Measure(const std::vector<Case>& cases, const MeasureOptions& options);

// The other half of counting instructions: does the work of `which` so many times, alone.
// `which` is subject/mode/ours or subject/mode/floor. False: there is no such case.
bool RunOnce(const std::string& which, size_t times);

}  // namespace otelwrap::benchmarks
