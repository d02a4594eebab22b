// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/utf8.h>

#include <cstdint>
#include <cstring>

namespace otelwrap::common {
namespace {

constexpr bool Between(unsigned char byte, int low, int high) noexcept {
  return byte >= low && byte <= high;
}

constexpr size_t SizeByLead(unsigned char lead) noexcept {
  if (Between(lead, 0xC2, 0xDF)) return 2;
  if (Between(lead, 0xE0, 0xEF)) return 3;
  return Between(lead, 0xF0, 0xF4) ? 4 : 0;
}

template <class Word>
uint64_t Read(const char* bytes) noexcept {
  Word word;
  std::memcpy(&word, bytes, sizeof word);
  return word;
}

// Word by word, and the last one once more up to the end: most texts are short. No byte is looked
// at alone, but for the few of a text that has no four.
template <class Word>
bool HasHighBits(std::string_view text) noexcept {
  uint64_t odd = Read<Word>(text.data() + text.size() - sizeof(Word));
  for (size_t at = 0; at + sizeof(Word) < text.size(); at += sizeof(Word)) {
    odd |= Read<Word>(text.data() + at);
  }
  return (odd & 0x8080808080808080U) != 0;
}

bool IsAscii(std::string_view text) noexcept {
  if (text.size() >= sizeof(uint64_t)) return !HasHighBits<uint64_t>(text);
  if (text.size() >= sizeof(uint32_t)) return !HasHighBits<uint32_t>(text);
  return text.empty() || !HasHighBits<uint8_t>(text);
}

}  // namespace

size_t Utf8Size(std::string_view text, size_t at) noexcept {
  const auto byte = [&](size_t offset) noexcept {
    return at + offset < text.size() ? static_cast<unsigned char>(text[at + offset])
                                     : static_cast<unsigned char>(0);
  };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t size = SizeByLead(lead);
  if (size == 0) return 0;
  const int lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const int highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (!Between(byte(1), lowest, highest)) return 0;
  for (size_t offset = 2; offset < size; ++offset) {
    if (!Between(byte(offset), 0x80, 0xBF)) return 0;
  }
  return size;
}

size_t Utf8Prefix(std::string_view text) noexcept {
  if (IsAscii(text)) return text.size();
  size_t at = 0;
  while (at < text.size()) {
    const size_t size = Utf8Size(text, at);
    if (size == 0) break;
    at += size;
  }
  return at;
}

[[gnu::hot]] void RepairUtf8(char* text, size_t size) noexcept {
  const std::string_view whole(text, size);
  for (size_t at = Utf8Prefix(whole); at < size; at += Utf8Prefix(whole.substr(at))) text[at] = '?';
}

}  // namespace otelwrap::common
