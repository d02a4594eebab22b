// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Durations for people, and the ticks of a time axis.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace otelwrap::testing {

// Three digits and the unit that suits: "850 ns", "12.3 µs" ("us" without unicode), "1.00 s",
// "2 m 05 s".
std::string FormatDuration(uint64_t nanos, bool unicode);

// The same without zeros at the end: "1.5 ms", "20 ms", and "0".
std::string FormatTick(uint64_t nanos, bool unicode);

// From 0 to `total`, at most `most` (>= 2) of them, a round number apart (1, 2 or 5 times a power
// of ten).
std::vector<uint64_t> Ticks(uint64_t total, size_t most);

}  // namespace otelwrap::testing
