// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a handful of noisy rounds says: the middle, and how far the middle half spreads.

#pragma once

#include <vector>

namespace otelwrap::benchmarks {

struct Spread {
  double first_quartile = 0;
  double median = 0;
  double third_quartile = 0;
};

// Quartiles between two values are interpolated. All zero when there are no values.
Spread SpreadOf(std::vector<double> values);

}  // namespace otelwrap::benchmarks
