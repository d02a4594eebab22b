// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The words of SQL that the lexer and its readers care about, and what each may be there: one
// look-up for each word of a text.
//
// Threads: pure functions.

#pragma once

#include <cstddef>
#include <cstdint>
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

// For the summary.
inline constexpr Roles kSelect = 1U << 9U;
inline constexpr Roles kWith = 1U << 10U;
inline constexpr Roles kVerbOfTables = 1U << 11U;   // a table or a routine is named at once
inline constexpr Roles kVerbOfObjects = 1U << 12U;  // the kind of an object comes first
inline constexpr Roles kOtherVerb = 1U << 13U;      // only its own name is shown
inline constexpr Roles kExplaining = 1U << 14U;
inline constexpr Roles kDelete = 1U << 15U;
inline constexpr Roles kLoad = 1U << 16U;
inline constexpr Roles kDrop = 1U << 17U;
inline constexpr Roles kListsTables = 1U << 18U;  // a verb that a list of tables follows
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
inline constexpr Roles kCall = 1U << 31U;

}  // namespace roles

// `word` holds letters, digits, `_` and `$`. `readable`: how many bytes may be read from its
// beginning.
Roles RolesOf(std::string_view word, size_t readable) noexcept;

}  // namespace otelwrap::mysql
