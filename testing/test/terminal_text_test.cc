// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "terminal_text.h"

#include <gmock/gmock.h>

#include <string>

namespace otelwrap::testing {
namespace {

TEST(Printable, EscapesWhatATerminalMightObey) {
  const struct {
    std::string text;
    const char* unicode;
    const char* ascii;
  } cases[] = {
      {"", "", ""},
      {"plain ~", "plain ~", "plain ~"},
      {"\t\r\n", "\\t\\r\\n", "\\t\\r\\n"},
      {std::string("\0\x1b[31m\x7f", 7), "\\x00\\x1b[31m\\x7f", "\\x00\\x1b[31m\\x7f"},
      {"\u009b", "\\x9b", "\\x9b"},  // CSI as one character
      {"a\u202eb\u2066", "a\\u202eb\\u2066", "a\\u202eb\\u2066"},
      {"\u200d\ufeff", "\\u200d\\ufeff", "\\u200d\\ufeff"},
      {"é名", "é名", "\\xe9\\u540d"},
      {"\xff\xc3", "\\xff\\xc3", "\\xff\\xc3"},                              // never, cut off
      {"\xc0\xaf", "\\xc0\\xaf", "\\xc0\\xaf"},                              // overlong
      {"\xe0\x80\xaf", "\\xe0\\x80\\xaf", "\\xe0\\x80\\xaf"},                // overlong
      {"\xed\xa0\x80", "\\xed\\xa0\\x80", "\\xed\\xa0\\x80"},                // a surrogate
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80", "\\xf4\\x90\\x80\\x80"},  // beyond the last
      {"\xe2\x82", "\\xe2\\x82", "\\xe2\\x82"},
  };
  for (const auto& test : cases) {
    EXPECT_EQ(Printable(test.text, true), test.unicode);
    EXPECT_EQ(Printable(test.text, false), test.ascii);
  }
}

TEST(TextColumns, CountsWideAndCombiningCharacters) {
  EXPECT_EQ(TextColumns(""), 0U);
  EXPECT_EQ(TextColumns("abc"), 3U);
  EXPECT_EQ(TextColumns("é"), 1U);
  EXPECT_EQ(TextColumns("e\u0301"), 1U);
  EXPECT_EQ(TextColumns("名前"), 4U);
  EXPECT_EQ(TextColumns("█▏"), 2U);
}

TEST(Fit, PadsAndCutsToTheWidth) {
  EXPECT_EQ(Fit("ab", 4, true), "ab  ");
  EXPECT_EQ(Fit("abcd", 4, true), "abcd");
  EXPECT_EQ(Fit("abcde", 4, true), "abc…");
  EXPECT_EQ(Fit("abcde", 4, false), "abc~");
  EXPECT_EQ(Fit("名前名", 4, true), "名… ");  // half a wide character does not fit
  EXPECT_EQ(Fit("abc", 0, true), "");
  EXPECT_EQ(FitRight("ab", 4, true), "  ab");
  EXPECT_EQ(FitRight("abcde", 4, true), "abc…");
}

}  // namespace
}  // namespace otelwrap::testing
