// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "keywords.h"

#include "ascii.h"

namespace otelwrap::mysql {
namespace {

using namespace keyword_table;  // NOLINT(google-build-using-namespace): this file makes it
using namespace roles;  // NOLINT(google-build-using-namespace): the table below is made of them

struct Keyword {
  std::string_view word;
  Roles roles;
};

constexpr Keyword kKeywords[] = {
    {"all", kNotQualifier},
    {"alter", kVerbOfObjects},
    {"analyze", kVerbOfObjects | kListsTables},
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
    {"check", kVerbOfObjects | kListsTables},
    {"checksum", kVerbOfObjects | kListsTables},
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
    {"drop", kVerbOfObjects | kListsTables | kEndsTables},
    {"else", kNotQualifier},
    {"event", kProgramKind},
    {"except", kEndsTables},
    {"execute", kOtherVerb | kCall},
    {"exists", kBeforeTable},
    {"explain", kExplaining},
    {"false", kBoolean},
    {"flush", kOtherVerb},
    {"for", kFor},
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
    {"lock", kVerbOfTables | kListsTables | kEndsTables},
    {"low_priority", kBeforeTable},
    {"mod", kNotQualifier},
    {"names", kScanning},
    {"not", kNotQualifier | kBeforeTable},
    {"offset", kNotQualifier},
    {"on", kNotQualifier},
    {"only", kBeforeTable},
    {"optimize", kVerbOfObjects | kListsTables},
    {"options", kOptions},
    {"or", kNotQualifier},
    {"order", kEndsTables},
    {"package", kProgramKind},
    {"prepare", kOtherVerb},
    {"procedure", kProgramKind},
    {"purge", kOtherVerb},
    {"quick", kBeforeTable},
    {"recursive", kRecursive},
    {"regexp", kNotQualifier},
    {"release", kOtherVerb},
    {"rename", kVerbOfObjects | kListsTables},
    {"repair", kVerbOfObjects | kListsTables},
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
    {"update", kVerbOfTables | kListsTables | kEndsTables | kData},
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

constexpr size_t kMaxLength = 20;

constexpr std::array<Slot, kSlots> MakeTable() noexcept {
  std::array<Slot, kSlots> table{};
  uint32_t number = 0;
  for (const Keyword& keyword : kKeywords) {
    const uint64_t head = HeadOf(keyword.word);
    size_t at = SlotOf(head);
    while (table[at].head != 0) at = (at + 1) % kSlots;
    table[at].head = head;
    table[at].roles = keyword.roles;
    table[at].keyword = number++;
  }
  return table;
}

// Of words whose heads are the same.
bool HasTailOf(std::string_view word, std::string_view keyword) noexcept {
  return word.size() == keyword.size() && EqualsNoCase(word.substr(kHead), keyword.substr(kHead));
}

// Also MASTER_PASSWORD, SOURCE_PASSWORD and columns that are called so.
Roles PasswordRole(std::string_view word) noexcept {
  constexpr std::string_view kEnd = "password";
  if (Lower(word.back()) != 'd') return 0;
  return EqualsNoCase(word.substr(word.size() - kEnd.size()), kEnd) ? kPassword : 0;
}

}  // namespace

namespace keyword_table {

constexpr std::array<Slot, kSlots> kTable = MakeTable();

Roles RolesOfLong(std::string_view word, uint64_t head) noexcept {
  if (word.size() <= kMaxLength) {
    for (size_t at = SlotOf(head); kTable[at].head != 0; at = (at + 1) % kSlots) {
      const Slot& slot = kTable[at];
      if (slot.head == head && HasTailOf(word, kKeywords[slot.keyword].word)) return slot.roles;
    }
  }
  return PasswordRole(word);
}

}  // namespace keyword_table
}  // namespace otelwrap::mysql
