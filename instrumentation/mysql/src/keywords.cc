// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "keywords.h"

#include <array>
#include <cstring>

#include "ascii.h"

namespace otelwrap::mysql {
namespace {

using namespace roles;  // NOLINT(google-build-using-namespace): the table below is made of them

struct Keyword {
  std::string_view word;
  Roles roles;
};

constexpr Keyword kKeywords[] = {
    {"all", kNotQualifier},
    {"alter", kVerbOfObjects},
    {"analyze", kVerbOfObjects},
    {"and", kNotQualifier},
    {"as", kNotQualifier | kAs | kAfterIdentified},
    {"begin", kOtherVerb},
    {"between", kNotQualifier},
    {"binlog", kOtherVerb},
    {"by", kNotQualifier | kAfterIdentified},
    {"cache", kOtherVerb},
    {"call", kVerbOfTables | kCall},
    {"case", kNotQualifier},
    {"change", kOtherVerb},
    {"character", kScanning},
    {"character_set_client", kScanning},
    {"charset", kScanning},
    {"check", kVerbOfObjects},
    {"checksum", kVerbOfObjects},
    {"commit", kOtherVerb},
    {"create", kVerbOfObjects},
    {"data", kFormat},
    {"database", kNamedKind},
    {"deallocate", kOtherVerb},
    {"default", kNotQualifier},
    {"delayed", kBeforeTable},
    {"delete", kDelete | kData},
    {"desc", kExplaining},
    {"describe", kExplaining},
    {"distinct", kNotQualifier},
    {"div", kNotQualifier},
    {"do", kOtherVerb},
    {"drop", kVerbOfObjects | kDrop},
    {"else", kNotQualifier},
    {"event", kProgramKind},
    {"except", kEndsTables},
    {"execute", kOtherVerb},
    {"exists", kBeforeTable},
    {"explain", kExplaining},
    {"false", kBoolean},
    {"flush", kOtherVerb},
    {"from", kFrom},
    {"function", kProgramKind},
    {"get", kOtherVerb},
    {"grant", kOtherVerb},
    {"group", kEndsTables},
    {"group_replication", kNamelessKind},
    {"handler", kVerbOfTables},
    {"having", kNotQualifier | kEndsTables},
    {"help", kOtherVerb},
    {"high_priority", kBeforeTable},
    {"identified", kIdentified},
    {"if", kBeforeTable},
    {"ignore", kBeforeTable},
    {"in", kNotQualifier | kIn},
    {"index", kNamedKind},
    {"insert", kVerbOfTables | kData},
    {"instance", kNamelessKind},
    {"install", kOtherVerb},
    {"intersect", kEndsTables},
    {"interval", kNotQualifier},
    {"into", kBeforeTable},
    {"is", kNotQualifier},
    {"join", kJoin},
    {"kill", kOtherVerb},
    {"lateral", kBeforeTable},
    {"like", kNotQualifier},
    {"limit", kNotQualifier | kEndsTables},
    {"load", kLoad},
    {"lock", kVerbOfTables | kListsTables},
    {"low_priority", kBeforeTable},
    {"mod", kNotQualifier},
    {"names", kScanning},
    {"not", kNotQualifier | kBeforeTable},
    {"offset", kNotQualifier},
    {"on", kNotQualifier},
    {"only", kBeforeTable},
    {"optimize", kVerbOfObjects},
    {"options", kOptions},
    {"or", kNotQualifier},
    {"order", kEndsTables},
    {"prepare", kOtherVerb},
    {"procedure", kProgramKind},
    {"purge", kOtherVerb},
    {"quick", kBeforeTable},
    {"recursive", kRecursive},
    {"regexp", kNotQualifier},
    {"release", kOtherVerb},
    {"rename", kVerbOfObjects},
    {"repair", kVerbOfObjects},
    {"replace", kVerbOfTables | kData},
    {"replica", kNamelessKind},
    {"reset", kOtherVerb},
    {"resignal", kOtherVerb},
    {"resource", kNamelessKind},
    {"return", kNotQualifier},
    {"returning", kNotQualifier | kEndsTables},
    {"revoke", kOtherVerb},
    {"rlike", kNotQualifier},
    {"role", kNamelessKind},
    {"rollback", kOtherVerb},
    {"savepoint", kOtherVerb},
    {"schema", kNamedKind},
    {"select", kSelect | kNotQualifier | kData},
    {"sequence", kNamedKind},
    {"server", kNamedKind},
    {"set", kSet | kOtherVerb | kEndsTables | kNotQualifier},
    {"show", kOtherVerb},
    {"shutdown", kOtherVerb},
    {"signal", kOtherVerb},
    {"slave", kNamelessKind},
    {"sql_mode", kScanning},
    {"start", kVerbOfObjects},
    {"stop", kOtherVerb},
    {"straight_join", kJoin},
    {"table", kVerbOfTables | kTableKind},
    {"tables", kTableKind},
    {"tablespace", kNamedKind},
    {"then", kNotQualifier},
    {"transaction", kNamelessKind},
    {"trigger", kProgramKind},
    {"true", kBoolean},
    {"truncate", kVerbOfTables},
    {"uninstall", kOtherVerb},
    {"union", kEndsTables},
    {"unlock", kOtherVerb},
    {"update", kVerbOfTables | kListsTables | kData},
    {"use", kVerbOfTables},
    {"user", kNamelessKind},
    {"using", kAfterIdentified},
    {"value", kNotQualifier},
    {"values", kNotQualifier | kOtherVerb | kEndsTables},
    {"via", kAfterIdentified},
    {"view", kTableKind},
    {"when", kNotQualifier},
    {"where", kNotQualifier | kEndsTables},
    {"window", kEndsTables},
    {"with", kAfterIdentified | kWith | kData},
    {"xa", kOtherVerb},
    {"xml", kFormat},
    {"xor", kNotQualifier},
};

constexpr size_t kHead = 8;  // bytes of a word that are compared as one number
constexpr size_t kMaxLength = 20;
constexpr unsigned kSlotBits = 9;
constexpr size_t kSlots = size_t{1} << kSlotBits;
constexpr uint64_t kLowerCase = 0x2020202020202020U;

constexpr size_t SlotOf(uint64_t head, size_t length) noexcept {
  return static_cast<size_t>(((head + length) * 0x9E3779B97F4A7C15U) >> (64U - kSlotBits));
}

// As a load of eight bytes on a little-endian machine, in lower case, 0 behind the end.
constexpr uint64_t HeadOf(std::string_view word) noexcept {
  uint64_t head = 0;
  for (size_t i = 0; i < word.size() && i < kHead; ++i) {
    head |= static_cast<uint64_t>(static_cast<unsigned char>(word[i]) | 0x20U) << (8 * i);
  }
  return head;
}

struct Slot {
  uint64_t head = 0;  // 0: empty
  std::string_view word;
  Roles roles = 0;
};

constexpr std::array<Slot, kSlots> MakeTable() noexcept {
  std::array<Slot, kSlots> table{};
  for (const Keyword& keyword : kKeywords) {
    const uint64_t head = HeadOf(keyword.word);
    size_t at = SlotOf(head, keyword.word.size());
    while (table[at].head != 0) at = (at + 1) % kSlots;
    table[at].head = head;
    table[at].word = keyword.word;
    table[at].roles = keyword.roles;
  }
  return table;
}

constexpr std::array<Slot, kSlots> kTable = MakeTable();

uint64_t ReadHead(std::string_view word, size_t readable) noexcept {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
  if (readable >= kHead) {
    uint64_t head = 0;
    std::memcpy(&head, word.data(), kHead);
    head |= kLowerCase;
    return word.size() >= kHead ? head : head & ((uint64_t{1} << (8 * word.size())) - 1);
  }
#endif
  static_cast<void>(readable);
  return HeadOf(word);
}

// Of words whose heads are the same: in those of name bytes the head says all about its letters.
bool HasTailOf(std::string_view word, std::string_view keyword) noexcept {
  if (keyword.size() <= kHead) return word.size() == keyword.size();
  return word.size() == keyword.size() && EqualsNoCase(word.substr(kHead), keyword.substr(kHead));
}

// Also MASTER_PASSWORD, SOURCE_PASSWORD and columns that are called so.
Roles PasswordRole(std::string_view word) noexcept {
  constexpr std::string_view kEnd = "password";
  if (word.size() < kEnd.size() || Lower(word.back()) != 'd') return 0;
  return EqualsNoCase(word.substr(word.size() - kEnd.size()), kEnd) ? kPassword : 0;
}

}  // namespace

Roles RolesOf(std::string_view word, size_t readable) noexcept {
  if (word.size() <= kMaxLength) {
    const uint64_t head = ReadHead(word, readable);
    for (size_t at = SlotOf(head, word.size()); kTable[at].head != 0; at = (at + 1) % kSlots) {
      const Slot& slot = kTable[at];
      if (slot.head == head && HasTailOf(word, slot.word)) return slot.roles;
    }
  }
  return PasswordRole(word);
}

}  // namespace otelwrap::mysql
