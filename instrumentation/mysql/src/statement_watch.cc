// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "statement_watch.h"

#include "ascii.h"

namespace otelwrap::mysql {
namespace {

// IDENTIFIED BY 'x', WITH plugin BY/AS/USING 'x', VIA plugin USING 'x'.
constexpr std::string_view kAfterIdentified[] = {"by", "with", "via", "as", "using"};
constexpr std::string_view kScanningWords[] = {"sql_mode", "names", "charset", "character",
                                               "character_set_client"};

// Also MASTER_PASSWORD, SOURCE_PASSWORD and columns that are called so.
bool EndsWithPassword(std::string_view word) noexcept {
  constexpr std::string_view kPassword = "password";
  return word.size() >= kPassword.size() &&
         EqualsNoCase(word.substr(word.size() - kPassword.size()), kPassword);
}

}  // namespace

void StatementWatch::SeeWord(std::string_view word) noexcept {
  const bool password = EndsWithPassword(word);
  if (password && last_ == Last::kSet) hides_rest_ = true;
  if (identified_ && IsAnyOf(word, kAfterIdentified)) hides_rest_ = true;
  if (EqualsNoCase(word, "identified")) identified_ = true;
  if (IsAnyOf(word, kScanningWords)) changes_scanning_ = true;
  last_ = password ? Last::kPassword : EqualsNoCase(word, "set") ? Last::kSet : Last::kOther;
}

void StatementWatch::SeeSymbol(char symbol) noexcept {
  if (last_ == Last::kPassword && symbol == ':') return;  // the first half of :=
  if (last_ == Last::kPassword && symbol == '=') hides_rest_ = true;
  if (symbol == ';') {
    if (changes_scanning_) hides_rest_ = true;
    identified_ = false;
  }
  last_ = Last::kOther;
}

}  // namespace otelwrap::mysql
