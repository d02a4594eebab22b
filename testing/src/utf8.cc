// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "utf8.h"

#include <cstdint>

namespace otelwrap::testing {
namespace {

// How many bytes a character that begins with `lead` has; 0: it cannot begin one.
size_t SizeFrom(uint8_t lead) {
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead < 0xe0) return 2;
  if (lead >= 0xe0 && lead < 0xf0) return 3;
  if (lead >= 0xf0 && lead < 0xf5) return 4;
  return 0;
}

bool IsAllowed(char32_t code, size_t bytes) {
  if (bytes == 3) return code >= 0x800 && (code < 0xd800 || code > 0xdfff);
  return bytes != 4 || (code >= 0x10000 && code <= 0x10ffff);
}

}  // namespace

CodePoint DecodeUtf8(std::string_view text) {
  const auto lead = static_cast<uint8_t>(text.front());
  const size_t bytes = SizeFrom(lead);
  if (bytes == 1) return {lead, 1, true};
  if (bytes == 0 || bytes > text.size()) return {lead, 1, false};
  char32_t code = lead & (0x7fU >> bytes);
  for (size_t i = 1; i < bytes; ++i) {
    const auto next = static_cast<uint8_t>(text[i]);
    if ((next & 0xc0U) != 0x80) return {lead, 1, false};
    code = code << 6U | (next & 0x3fU);
  }
  if (!IsAllowed(code, bytes)) return {lead, 1, false};
  return {code, bytes, true};
}

}  // namespace otelwrap::testing
