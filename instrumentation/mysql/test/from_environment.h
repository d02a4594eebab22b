// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Numbers that make a run longer or another one: OTELWRAP_TEST_STATEMENTS, OTELWRAP_TEST_SEED.

#pragma once

#include <cstdlib>

namespace otelwrap::mysql {

inline unsigned long FromEnvironment(const char* variable, unsigned long otherwise) {
  const char* const text = std::getenv(variable);
  return text != nullptr ? std::strtoul(text, nullptr, 10) : otherwise;
}

}  // namespace otelwrap::mysql
