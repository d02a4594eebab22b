// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The words of SQL that the lexer and its readers care about, and what each may be there: one
// look-up for each word of a text.
//
// Threads: pure functions.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace otelwrap::mysql {

// What a word may be, as bits.
using Roles = uint32_t;

namespace roles {

inline constexpr Roles kNotQualifier = 1U << 0U;  // a dot behind it begins a number (`AND.5`)
inline constexpr Roles kBoolean = 1U << 1U;

// For who watches for secrets.
inline constexpr Roles kIdentified = 1U << 2U;
inline constexpr Roles kAfterIdentified = 1U << 3U;
inline constexpr Roles kScanning = 1U << 4U;  // may change how the next statement is scanned
inline constexpr Roles kSet = 1U << 5U;
inline constexpr Roles kOptions = 1U << 6U;
inline constexpr Roles kData = 1U << 7U;      // begins a statement whose bare words are names
inline constexpr Roles kPassword = 1U << 8U;  // ends with PASSWORD
inline constexpr Roles kWatched =
    kIdentified | kAfterIdentified | kScanning | kSet | kOptions | kPassword;
// Of these, what says something where nothing was seen before.
inline constexpr Roles kArming = kWatched & ~kAfterIdentified;

// For the summary.
inline constexpr Roles kSelect = 1U << 9U;
inline constexpr Roles kWith = 1U << 10U;
inline constexpr Roles kVerbOfTables = 1U << 11U;   // a table or a routine is named at once
inline constexpr Roles kVerbOfObjects = 1U << 12U;  // the kind of an object comes first
inline constexpr Roles kOtherVerb = 1U << 13U;      // only its own name is shown
inline constexpr Roles kExplaining = 1U << 14U;
inline constexpr Roles kDelete = 1U << 15U;
inline constexpr Roles kLoad = 1U << 16U;
inline constexpr Roles kFor = 1U << 17U;
inline constexpr Roles kListsTables = 1U << 18U;  // a verb that a list of objects follows
inline constexpr Roles kTableKind = 1U << 19U;
inline constexpr Roles kNamedKind = 1U << 20U;
inline constexpr Roles kProgramKind = 1U << 21U;
inline constexpr Roles kNamelessKind = 1U << 22U;  // an account's name is nobody's business
inline constexpr Roles kBeforeTable = 1U << 23U;
inline constexpr Roles kEndsTables = 1U << 24U;
inline constexpr Roles kFrom = 1U << 25U;
inline constexpr Roles kJoin = 1U << 26U;
inline constexpr Roles kAs = 1U << 27U;
inline constexpr Roles kRecursive = 1U << 28U;
inline constexpr Roles kIn = 1U << 29U;
inline constexpr Roles kFormat = 1U << 30U;  // DATA, XML behind LOAD
inline constexpr Roles kCall = 1U << 31U;    // more than one result may come

}  // namespace roles

namespace keyword_table {

inline constexpr size_t kHead = 8;  // bytes of a word that are compared as one number
inline constexpr unsigned kSlotBits = 9;
inline constexpr size_t kSlots = size_t{1} << kSlotBits;

struct Slot {
  uint64_t head = 0;  // 0: empty
  Roles roles = 0;
  uint32_t keyword = 0;  // its place in the list
};

extern const std::array<Slot, kSlots> kTable;

constexpr size_t SlotOf(uint64_t head) noexcept {
  return static_cast<size_t>((head * 0x9E3779B97F4A7C15U) >> (64U - kSlotBits));
}

// As a load of eight bytes on a little-endian machine, in lower case; of a shorter word it is the
// upper bytes, and 0 below: another word has another one.
constexpr uint64_t HeadOf(std::string_view word) noexcept {
  uint64_t head = 0;
  const size_t size = word.size() < kHead ? word.size() : kHead;
  for (size_t i = 0; i < size; ++i) {
    head |= static_cast<uint64_t>(static_cast<unsigned char>(word[i]) | 0x20U)
            << (8 * (kHead - size + i));
  }
  return head;
}

inline uint64_t ReadHead(std::string_view word, size_t readable) noexcept {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  constexpr uint64_t kLowerCase = 0x2020202020202020U;
  if (readable >= kHead) {
    uint64_t head = 0;
    std::memcpy(&head, word.data(), kHead);
    head |= kLowerCase;
    return word.size() >= kHead ? head : head << (8 * (kHead - word.size()));
  }
#endif
  static_cast<void>(readable);
  return HeadOf(word);
}

// Of words of kHead bytes and more.
Roles RolesOfLong(std::string_view word, uint64_t head) noexcept;

}  // namespace keyword_table

// `word` holds letters, digits, `_` and `$`, one at least. `readable`: how many bytes may be read
// from its beginning.
inline Roles RolesOf(std::string_view word, size_t readable) noexcept {
  namespace table = keyword_table;
  const uint64_t head = table::ReadHead(word, readable);
  if (word.size() >= table::kHead) return table::RolesOfLong(word, head);
  // The head says all about the word: its letters, and where it ends.
  for (size_t at = table::SlotOf(head);; at = (at + 1) % table::kSlots) {
    const table::Slot& slot = table::kTable[at];
    if (slot.head == head || slot.head == 0) return slot.roles;
  }
}

}  // namespace otelwrap::mysql
