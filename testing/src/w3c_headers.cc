// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/w3c_headers.h>

#include <cstddef>

namespace otelwrap::testing {
namespace {

constexpr char kDigits[] = "0123456789abcdef";
constexpr size_t kSize = 55;

bool IsHex(std::string_view text) {
  return text.find_first_not_of(kDigits) == std::string_view::npos;
}

bool IsId(std::string_view text) {
  return IsHex(text) && text.find_first_not_of('0') != std::string_view::npos;
}

uint8_t Byte(std::string_view two_digits) {
  const std::string_view digits(kDigits);
  return static_cast<uint8_t>(16 * digits.find(two_digits[0]) + digits.find(two_digits[1]));
}

}  // namespace

std::string MakeTraceparent(std::string_view trace_id, std::string_view span_id, uint8_t flags) {
  std::string text = "00-";
  text.append(trace_id).append("-").append(span_id).append("-");
  text += kDigits[flags >> 4];
  text += kDigits[flags & 15];
  return text;
}

std::string TraceparentOf(const Span& span) {
  return MakeTraceparent(span.trace_id, span.span_id, span.flags);
}

std::optional<Traceparent> ParseTraceparent(std::string_view text) {
  if (text.size() != kSize || text.substr(0, 3) != "00-" || text[35] != '-' || text[52] != '-') {
    return std::nullopt;
  }
  const std::string_view trace_id = text.substr(3, 32);
  const std::string_view span_id = text.substr(36, 16);
  const std::string_view flags = text.substr(53);
  if (!IsId(trace_id) || !IsId(span_id) || !IsHex(flags)) return std::nullopt;
  return Traceparent{std::string(trace_id), std::string(span_id), Byte(flags)};
}

::testing::Matcher<const std::string&> IsTraceparentOf(const Span& span) {
  return TraceparentOf(span);
}

}  // namespace otelwrap::testing
