// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <cstddef>
#include <string_view>

namespace otelwrap::testing {

struct CodePoint {
  char32_t code = 0;  // when not valid: the first byte
  size_t bytes = 1;
  bool valid = false;
};

// The character at the front. Overlong forms, surrogates and what is cut off are not valid.
CodePoint DecodeUtf8(std::string_view text);

}  // namespace otelwrap::testing
