// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/redaction.h>

#include <algorithm>
#include <cstddef>

namespace otelwrap::common {
namespace {

// -1: no hexadecimal digit.
int HexValue(char c) noexcept {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// The character at `at`, a percent-encoded one decoded; `at` is moved behind it.
char NextDecoded(std::string_view text, size_t& at) noexcept {
  if (text[at] == '%' && at + 2 < text.size()) {
    const int high = HexValue(text[at + 1]);
    const int low = HexValue(text[at + 2]);
    if (high >= 0 && low >= 0) {
      at += 3;
      return static_cast<char>(high * 16 + low);
    }
  }
  return text[at++];
}

// As a server would compare them, which decodes the name.
bool IsName(std::string_view encoded, std::string_view name) noexcept {
  size_t at = 0;
  for (const char c : name) {
    if (at == encoded.size() || NextDecoded(encoded, at) != c) return false;
  }
  return at == encoded.size();
}

}  // namespace

bool RedactionPolicy::IsSensitiveQueryParameter(std::string_view name) const noexcept {
  return std::any_of(sensitive_query_parameters.begin(), sensitive_query_parameters.end(),
                     [name](const std::string& listed) { return IsName(name, listed); });
}

}  // namespace otelwrap::common
