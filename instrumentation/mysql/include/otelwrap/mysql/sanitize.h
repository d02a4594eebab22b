// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// SQL without its literals, as db.query.text shows it, and its summary, as span names show it.
//
//   std::string text;
//   SanitizeSql("SELECT name FROM item WHERE id = 7", {}, text);   // ... WHERE id = ?
//   SummarizeSql("SELECT name FROM item WHERE id = 7", {}).view();   // SELECT item
//
// Every literal becomes `?`, with its sign; comments go, blanks stay. The text may be for MySQL or
// for MariaDB: where the two would read it differently, or where it is not clear how either would,
// one `?` stands for all the rest. The same for what follows IDENTIFIED BY, SET PASSWORD and
// PASSWORD =, quoted or not. What comes out is valid UTF-8 whatever goes in.
//
// Threads: pure functions. Ownership: nothing is kept. Errors: nothing throws; the time is linear
// in the length of the text, without recursion.

#pragma once

#include <otelwrap/common/fixed_text.h>
#include <otelwrap/config.h>

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace otelwrap::mysql {

// How the server scans the text. The default assumes the least, and masks the most.
struct SqlDialect {
  // Whether "..." is a name (sql_mode ANSI_QUOTES). Not known: it is masked, and a text in which
  // it matters is hidden from there on.
  std::optional<bool> ansi_quotes;
  // sql_mode NO_BACKSLASH_ESCAPES.
  bool no_backslash_escapes = false;
  // The connection's character set, as mysql_character_set_name says it. Empty: not known.
  std::string_view charset;
};

struct SanitizeOptions {
  // What is longer is cut, after it was sanitised.
  size_t max_bytes = 4096;
  // `IN (1, 2, 3)` becomes `IN (?)`: as many texts as there are statements, not lengths of lists.
  bool collapse_lists = false;
};

// Cut between two words.
inline constexpr size_t kMaxSummaryBytes = 255;
using QuerySummary = common::FixedText<kMaxSummaryBytes>;

// Replaces `out`. False where memory was out: `out` is empty then. Allocates only where `out` has
// no room for as many bytes as the text has.
OTELWRAP_API bool SanitizeSql(std::string_view text, const SqlDialect& dialect, std::string& out,
                              const SanitizeOptions& options = {}) noexcept;

// The operations and the tables that they name, as written: "INSERT orders SELECT carts". Empty
// where the text begins with no statement known.
OTELWRAP_API QuerySummary SummarizeSql(std::string_view text, const SqlDialect& dialect) noexcept;

// Both, in one reading of the text.
OTELWRAP_API bool DescribeSql(std::string_view text, const SqlDialect& dialect, std::string& out,
                              QuerySummary& summary, const SanitizeOptions& options = {}) noexcept;

}  // namespace otelwrap::mysql
