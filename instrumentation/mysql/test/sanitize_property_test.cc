// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Random statements from a fixed seed, in which every literal and every comment holds a mark. The
// mark must never come out, neither for who knows how the server reads, nor for who knows nothing.

#include <gmock/gmock.h>

#include <otelwrap/mysql/sanitize.h>

#include <random>
#include <string>
#include <string_view>

namespace otelwrap::mysql {
namespace {

constexpr std::string_view kMark = "sEcReT";
constexpr std::string_view kMarkDigits = "731973";

class StatementMaker {
 public:
  StatementMaker(unsigned seed, const SqlDialect& dialect) : random_(seed), dialect_(dialect) {}

  std::string Make() {
    std::string text = Pick({"SELECT ", "INSERT INTO t VALUES(", "UPDATE t SET a=", "(", ""});
    const size_t pieces = 1 + Below(12);
    for (size_t i = 0; i < pieces; ++i) text += Piece() + Separator();
    return text;
  }

 private:
  size_t Below(size_t limit) { return random_() % limit; }

  std::string Pick(std::initializer_list<std::string_view> choices) {
    return std::string(choices.begin()[Below(choices.size())]);
  }

  // Ends whatever number or name came before.
  std::string Separator() {
    return Pick({" ", ",", "\n", " = ", " AND ", "(", ")", ", ", "* ", ";"});
  }

  // Bytes that are hard on a scanner, none of which ends a text in `quote`.
  std::string Noise(char quote, bool escapes) {
    std::string noise;
    for (size_t i = Below(6); i > 0; --i) {
      noise += Pick({"a",  " ",   "''",   "\"\"", "``",  "'",  "\"", "`",        "/*",
                     "*/", "-- ", "#",    "\n",   ";",   "$$", "\\", "\xC3\xA4", "IDENTIFIED BY ",
                     "1",  "/*!", "\\\\", "\\'",  "\\\""});
      if (escapes && Below(8) == 0) noise += std::string("\\") + quote;
    }
    return Closed(noise, quote, escapes);
  }

  // With every quote of its own kind doubled, and no backslash left to act on what follows.
  static std::string Closed(const std::string& noise, char quote, bool escapes) {
    std::string closed;
    for (size_t i = 0; i < noise.size(); ++i) {
      closed += noise[i];
      if (escapes && noise[i] == '\\') {
        closed += i + 1 < noise.size() ? noise[++i] : '\\';
      } else if (noise[i] == quote) {
        closed += quote;
      }
    }
    return closed;
  }

  std::string Quoted(char quote, bool escapes, std::string_view mark) {
    return quote + Noise(quote, escapes) + std::string(mark) + Noise(quote, escapes) + quote;
  }

  std::string Piece() {
    const bool escapes = !dialect_.no_backslash_escapes;
    const bool ansi = dialect_.ansi_quotes.value_or(false);
    const std::string digits(kMarkDigits);
    switch (Below(16)) {
      case 0:
      case 1:
      case 2:
        return Pick({"", "N", "_utf8mb4", "_latin1 "}) + Quoted('\'', escapes, kMark);
      case 3:
      case 4:
        return Quoted('"', !ansi && escapes, ansi ? "name" : kMark);
      case 5:
        return Quoted('`', false, "name");
      case 6:
        return Pick({"", "-", "+", "0x", "."}) + digits;
      case 7:
        return digits + Pick({"", ".", ".5", "e3", "e-3", ".5e+3"});
      case 8:
        return Pick({"x'", "X'", "b'"}) + digits + "'";
      case 9:
        return "/*" + Pick({"", " it's ", "/*", "`", "\"", "#"}) + std::string(kMark) + "*/";
      case 10:
        return Pick({"# ", "-- ", "--\t", "#"}) + Pick({"it's ", "/* ", "`", "\""}) +
               std::string(kMark) + "\n";
      case 11:
        return Pick({"/*!50000 ", "/*!", "/*M! ", "/*+ ", "/*!100000 "}) +
               Pick({digits, Quoted('\'', escapes, kMark)}) + " */";
      case 12:
        return "$$" + Pick({"", " it's ", " ` "}) + std::string(kMark) + "$$";
      case 13:
        return Pick({"t.a", "1abc", "a$1", "\xC3\xA4", "*", "@v", "?", "NULL"});
      case 14:
        return Below(8) == 0 ? "IDENTIFIED BY " + std::string(kMark) : "b";
      default:
        return Pick({"FROM t", "JOIN u", "SELECT", "WHERE a", "5--1", "IN"});
    }
  }

  std::mt19937 random_;
  const SqlDialect dialect_;
};

void ExpectNoMark(const std::string& text, const SqlDialect& dialect) {
  std::string out;
  ASSERT_TRUE(SanitizeSql(text, dialect, out, {1U << 16U, false}));
  EXPECT_EQ(out.find(kMark), std::string::npos) << text << "\n-> " << out;
  EXPECT_EQ(out.find(kMarkDigits), std::string::npos) << text << "\n-> " << out;
  const std::string summary(SummarizeSql(text, dialect).view());
  EXPECT_EQ(summary.find(kMark), std::string::npos) << text << "\n-> " << summary;
  EXPECT_EQ(summary.find(kMarkDigits), std::string::npos) << text << "\n-> " << summary;
}

TEST(MarkedLiterals, NeverComeOut) {
  constexpr unsigned kStatements = 40000;
  for (unsigned seed = 0; seed < kStatements && !HasFailure(); ++seed) {
    const SqlDialect dialect{(seed & 1U) != 0, (seed & 2U) != 0, "utf8mb4"};
    const std::string text = StatementMaker(seed, dialect).Make();
    ExpectNoMark(text, dialect);
    ExpectNoMark(text, {std::nullopt, dialect.no_backslash_escapes, "utf8mb4"});
    ExpectNoMark(text, {std::nullopt, dialect.no_backslash_escapes, ""});
  }
}

// The same for a text that is cut anywhere: what was open is masked to the end. Not so for a
// number: one that is cut behind its `e` is a name to both servers.
TEST(MarkedLiterals, NeverComeOutOfHalfAText) {
  constexpr unsigned kStatements = 20000;
  std::mt19937 random(20261121);
  for (unsigned seed = 0; seed < kStatements && !HasFailure(); ++seed) {
    const SqlDialect dialect{(seed & 1U) != 0, (seed & 2U) != 0, "utf8mb4"};
    const std::string text = StatementMaker(seed, dialect).Make();
    std::string out;
    ASSERT_TRUE(SanitizeSql(text.substr(0, random() % (text.size() + 1)), dialect, out));
    EXPECT_EQ(out.find(kMark), std::string::npos) << text << "\n-> " << out;
  }
}

}  // namespace
}  // namespace otelwrap::mysql
