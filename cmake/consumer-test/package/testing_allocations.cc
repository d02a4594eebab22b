// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/allocation_counter.h>

#include <string>

int main() {
  const otelwrap::testing::AllocationCounter counter;
  const std::string text(100, 'x');
  return counter.Allocations() == 1 && text.size() == 100 ? 0 : 1;
}
