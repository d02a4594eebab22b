// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Instructions of one call, by callgrind: the difference between a long and a short run of this
// program, so that its start does not count. The same on every run of the same binary.

#pragma once

#include <optional>
#include <string>

namespace otelwrap::benchmarks {

// Nothing where valgrind is not installed.
std::optional<double> CountInstructions(const std::string& which);

}  // namespace otelwrap::benchmarks
