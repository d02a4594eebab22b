// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes, read in any dialect: no crash; the text is never longer than what went in or than the
// limit; a limit only cuts; half of the input is read as the beginning of the whole.

#include <otelwrap/mysql/sanitize.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

namespace mysql = otelwrap::mysql;

void Require(bool holds) {
  if (!holds) std::abort();
}

mysql::SqlDialect DialectOf(uint8_t choice) {
  constexpr std::string_view kCharsets[] = {"",     "utf8mb4", "latin1", "gbk",
                                            "sjis", "big5",    "?",      ""};
  mysql::SqlDialect dialect;
  if ((choice & 1U) != 0) dialect.ansi_quotes = (choice & 2U) != 0;
  dialect.no_backslash_escapes = (choice & 4U) != 0;
  dialect.charset = kCharsets[(choice >> 3U) & 7U];
  return dialect;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const mysql::SqlDialect dialect = DialectOf(data[0]);
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  constexpr size_t kLimit = 64;
  std::string whole;
  std::string cut;
  Require(mysql::SanitizeSql(text, dialect, whole, {SIZE_MAX, false}));
  Require(whole.size() <= text.size());
  Require(mysql::SanitizeSql(text, dialect, cut, {kLimit, false}));
  Require(cut.size() <= kLimit && whole.compare(0, cut.size(), cut) == 0);
  // What is sanitised holds no string any more.
  Require(whole.find('\'') == std::string::npos || whole.find('`') != std::string::npos ||
          whole.find('"') != std::string::npos);
  return 0;
}
