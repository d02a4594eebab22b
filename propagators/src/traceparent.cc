// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <endian.h>
#include <otelwrap/propagators/traceparent.h>

#include <array>
#include <cstdint>
#include <cstring>

namespace otelwrap::propagators {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;

constexpr char kHexDigits[] = "0123456789abcdef";
constexpr uint8_t kNotHex = 0xFF;
constexpr uint8_t kForbiddenVersion = 0xFF;

// Where each field begins: version-traceid-spanid-flags.
constexpr size_t kTraceIdAt = 3;
constexpr size_t kSpanIdAt = 36;
constexpr size_t kFlagsAt = 53;

// The digits of four bytes, both with the lowest first: each nibble in a byte of its own, the high
// one before the low one, and 39 more for those that are letters.
constexpr uint64_t HexOf(uint32_t bytes) noexcept {
  uint64_t digits = bytes;
  digits = (digits << 16U | digits) & 0x0000FFFF0000FFFFU;
  digits = (digits << 8U | digits) & 0x00FF00FF00FF00FFU;
  digits = (digits >> 4U & 0x000F000F000F000FU) | (digits & 0x000F000F000F000FU) << 8U;
  const uint64_t letters = (digits + 0x0606060606060606U) >> 4U & 0x0101010101010101U;
  return digits + 0x3030303030303030U + letters * ('a' - '0' - 10);
}

static_assert(HexOf(0x9AAF2901U) == 0x6139666139323130U, "01 29 af 9a is 0129af9a");

// Called for each four bytes: a loop over the digits, unrolled as compilers like it, takes a dozen
// lines of the cache.
[[gnu::hot, gnu::noinline]] void WriteHexOfFour(const uint8_t* bytes, char* text) noexcept {
  uint32_t word = 0;
  std::memcpy(&word, bytes, sizeof word);
  const uint64_t digits = htole64(HexOf(le32toh(word)));
  std::memcpy(text, &digits, sizeof digits);
}

template <size_t N>
void WriteHex(nostd::span<const uint8_t, N> bytes, char* text) noexcept {
  static_assert(N % 4 == 0, "four at a time");
  for (size_t i = 0; i < N; i += 4) WriteHexOfFour(bytes.data() + i, text + 2 * i);
}

constexpr std::array<uint8_t, 256> MakeHexTable() {
  std::array<uint8_t, 256> table{};
  for (auto& entry : table) entry = kNotHex;
  for (uint8_t i = 0; i < 16; ++i) table[static_cast<uint8_t>(kHexDigits[i])] = i;
  return table;
}

constexpr std::array<uint8_t, 256> kHexValues = MakeHexTable();

// Only lower-case digits: the specification allows no other.
template <size_t N>
bool ReadHex(const char* text, uint8_t (&bytes)[N]) noexcept {
  uint8_t seen = 0;
  for (size_t i = 0; i < N; ++i) {
    const uint8_t high = kHexValues[static_cast<uint8_t>(text[2 * i])];
    const uint8_t low = kHexValues[static_cast<uint8_t>(text[2 * i + 1])];
    seen = static_cast<uint8_t>(seen | high | low);
    bytes[i] = static_cast<uint8_t>(high << 4U | (low & 0xFU));
  }
  return (seen & 0xF0U) == 0;
}

nostd::string_view Trim(nostd::string_view text) noexcept {
  const auto blank = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && blank(text[0])) text = text.substr(1);
  while (!text.empty() && blank(text[text.size() - 1])) text = text.substr(0, text.size() - 1);
  return text;
}

bool HasShape(nostd::string_view text, uint8_t version) noexcept {
  if (text[2] != '-' || text[kSpanIdAt - 1] != '-' || text[kFlagsAt - 1] != '-') return false;
  if (version == kForbiddenVersion) return false;
  if (version == 0) return text.size() == kTraceparentSize;
  return text.size() == kTraceparentSize || text[kTraceparentSize] == '-';
}

}  // namespace

void WriteTraceparent(const trace::SpanContext& context, char (&text)[kTraceparentSize]) noexcept {
  WriteTraceparent(context, context.trace_flags(), text);
}

[[gnu::hot]] void WriteTraceparent(const trace::SpanContext& context, trace::TraceFlags trace_flags,
                                   char (&text)[kTraceparentSize]) noexcept {
  text[0] = text[1] = '0';
  text[2] = text[kSpanIdAt - 1] = text[kFlagsAt - 1] = '-';
  WriteHex(context.trace_id().Id(), text + kTraceIdAt);
  WriteHex(context.span_id().Id(), text + kSpanIdAt);
  const uint8_t flags = trace_flags.flags();
  text[kFlagsAt] = kHexDigits[flags >> 4U];
  text[kFlagsAt + 1] = kHexDigits[flags & 0xFU];
}

trace::SpanContext ReadTraceparent(nostd::string_view text) noexcept {
  text = Trim(text);
  uint8_t version[1];
  uint8_t trace_id[trace::TraceId::kSize];
  uint8_t span_id[trace::SpanId::kSize];
  uint8_t flags[1];
  if (text.size() < kTraceparentSize || !ReadHex(text.data(), version) ||
      !HasShape(text, version[0]) || !ReadHex(text.data() + kTraceIdAt, trace_id) ||
      !ReadHex(text.data() + kSpanIdAt, span_id) || !ReadHex(text.data() + kFlagsAt, flags)) {
    return trace::SpanContext::GetInvalid();
  }
  return {trace::TraceId(trace_id), trace::SpanId(span_id), trace::TraceFlags(flags[0]), true};
}

}  // namespace otelwrap::propagators
