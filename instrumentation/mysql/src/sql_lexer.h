// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Splits a text into tokens as MySQL and MariaDB both do. Where the two would differ, or where the
// dialect leaves it open, the next token is kHidden and reaches to the end: no later quote can then
// be taken for the wrong one.
//
// Both readers of it stand on that: sanitize.cc shows no kLiteral, kSecret or kHidden, summary.cc
// names only words.
//
// Threads: not safe for concurrent use. Ownership: a view of the text. Errors: none; every byte of
// the text is in exactly one token, or is a blank between two; linear in time, no recursion.

#pragma once

#include <otelwrap/mysql/sanitize.h>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "charset.h"
#include "keywords.h"
#include "sql_bytes.h"
#include "statement_watch.h"

namespace otelwrap::mysql {

enum class TokenKind : uint8_t {
  kEnd,
  kWord,        // a keyword or a name without quotes
  kQuotedName,  // `...`, and "..." under ANSI_QUOTES
  kSymbol,      // one byte
  kComment,
  kLiteral,  // with its sign
  kSecret,   // a literal or a word that stands for a password
  kHidden,   // all the rest
};

// Only these may be shown as they are.
constexpr bool IsShown(TokenKind kind) noexcept { return kind < TokenKind::kComment; }

struct Token {
  TokenKind kind = TokenKind::kEnd;
  Roles roles = 0;  // of a word: what it may be
  std::string_view text;
};

// What a reader wants to see of the tokens that may be shown as they are; the others it always
// sees. What nobody wants is passed over at the speed of its bytes.
struct Interest {
  static constexpr uint32_t BitOf(Begins begins) noexcept {
    return uint32_t{1} << static_cast<unsigned>(begins);
  }

  constexpr bool Wants(Begins begins) const noexcept { return (bytes & BitOf(begins)) != 0; }

  Roles roles = 0;     // words that may be one of these
  uint32_t bytes = 0;  // by BitOf(): words and symbols that begin so
};

inline constexpr Interest kEverything = {0, ~uint32_t{0}};

class SqlLexer {
 public:
  SqlLexer(std::string_view text, const SqlDialect& dialect) noexcept;

  Token Next(const Interest& interest = kEverything) noexcept;
  // The same, for who calls it in a loop that has to be fast.
  [[gnu::always_inline]] Token NextInline(const Interest& interest) noexcept;
  // Where the last token ended.
  size_t position() const noexcept { return at_; }

 private:
  // How a backslash counts in a quoted text; kUnsure: it depends on what is not known.
  enum class Escapes : uint8_t { kNo, kYes, kUnsure };

  // Ends where it begins: it is not plain.
  struct Word {
    size_t end;
    size_t next;  // behind the blank that follows it
    Roles roles;
  };

  Token Scan() noexcept;
  Token ScanNext() noexcept;
  Token NextUneasy() noexcept;
  Token TakeFrom(size_t begin, TokenKind kind, size_t end, Roles roles) noexcept;
  // Each leaves the watch as it is.
  Word PlainWord(size_t at) noexcept;
  size_t PlainEnd(size_t at, Begins begins, TokenKind& kind) noexcept;
  Token ScanSymbol() noexcept;
  Token ScanNumber(size_t digits) noexcept;
  Token ScanWord() noexcept;
  Token ScanHighWord(size_t end) noexcept;
  Token TakeWord(size_t end, Roles roles) noexcept;
  Token ScanDollar() noexcept;
  Token ScanBracket() noexcept;
  Token ScanLineComment() noexcept;
  Token ScanBlockComment() noexcept;
  Token ScanDoubleQuoted() noexcept;
  Token ScanString(size_t quote, Escapes escapes) noexcept;
  Token ScanQuotedName(char quote) noexcept;
  void Watch(Token& token) noexcept;
  void WatchText(std::string_view content) noexcept;

  bool OpensLineComment() const noexcept;
  bool MayOpenLineComment() const noexcept;
  bool IsNumberAt(size_t at) const noexcept;
  bool MayBeLiteral(size_t begin, size_t end) const noexcept;
  size_t StringEnd(size_t quote, Escapes escapes) const noexcept;
  char At(size_t at) const noexcept { return at < text_.size() ? text_[at] : '\0'; }

  Token Take(TokenKind kind, size_t end) noexcept;
  Token Hide() noexcept { return Take(TokenKind::kHidden, text_.size()); }

  std::string_view text_;
  Charset charset_;
  Escapes escapes_;
  std::optional<bool> ansi_quotes_;
  size_t at_ = 0;
  size_t name_end_ = std::string_view::npos;  // where the last name without quotes ended
  size_t dot_end_ = std::string_view::npos;   // where a dot directly after such a name ended
  size_t bracket_end_ = 0;                    // up to where [...] has been looked at
  StatementWatch watch_;
};

// The common way, which a reader's loop may have in itself: words, symbols and literals of the
// plainest form, while the watch is calm, for none of them changes that. All else is ScanNext()'s.
inline Token SqlLexer::NextInline(const Interest& interest) noexcept {
  if (!watch_.IsCalm()) return NextUneasy();
  for (size_t at = at_; at < text_.size();) {
    const Begins begins = BeginningAt(text_[at]);
    size_t end = at + 1;
    if (begins == Begins::kName) {
      const Word word = PlainWord(at);
      if (word.end == at) break;
      if ((word.roles & interest.roles) != 0 || interest.Wants(begins)) {
        return TakeFrom(at, TokenKind::kWord, word.end, word.roles);
      }
      at = word.next;
      at_ = at;
      continue;
    }
    if (begins > Begins::kParenthesis) {
      TokenKind kind = TokenKind::kLiteral;
      end = PlainEnd(at, begins, kind);
      at_ = at;
      if (end == at) break;
      if (kind == TokenKind::kLiteral) return TakeFrom(at, kind, end, 0);
    }
    if (begins != Begins::kBlank && interest.Wants(begins)) {
      return TakeFrom(at, TokenKind::kSymbol, end, 0);
    }
    at = end;
    at_ = at;
  }
  return ScanNext();
}

inline Token SqlLexer::TakeFrom(size_t begin, TokenKind kind, size_t end, Roles roles) noexcept {
  at_ = end;
  return {kind, roles, {text_.data() + begin, end - begin}};
}

inline SqlLexer::Word SqlLexer::PlainWord(size_t at) noexcept {
  const size_t end = SkipName(text_, at + 1);
  size_t next = end;
  if (end < text_.size()) {
    const Behind behind = BehindAt(text_[end]);
    if (behind == Behind::kOdd) return {at, at, 0};
    if (behind == Behind::kBlank) ++next;
  }
  Roles roles = RolesOf({text_.data() + at, end - at}, text_.size() - at);
  if ((roles & (roles::kBoolean | roles::kArming)) != 0) return {at, at, 0};
  if (dot_end_ == at) roles = 0;  // a name, whatever it looks like
  if ((roles & roles::kNotQualifier) == 0) name_end_ = end;
  return {end, next, roles};
}

// The end of digits that nothing goes on behind, of a text in quotes with nothing in it that the
// dialect would say more about, or of a dot in a name; `at` where it is not as simple as that.
inline size_t SqlLexer::PlainEnd(size_t at, Begins begins, TokenKind& kind) noexcept {
  if (begins == Begins::kDigit && dot_end_ != at) {
    const size_t end = SkipDigits(text_, at + 1);
    return end == text_.size() || EndsNumber(BehindAt(text_[end])) ? end : at;
  }
  if (begins == Begins::kQuote) {
    const size_t end = SkipQuotedBytes(text_, at + 1);
    if (end == text_.size() || text_[end] != '\'') return at;
    return end + 1 == text_.size() || text_[end + 1] != '\'' ? end + 1 : at;
  }
  kind = TokenKind::kSymbol;
  if (text_[at] != '.' || name_end_ != at || !IsNameByte(At(at + 1))) return at;
  return dot_end_ = at + 1;
}

}  // namespace otelwrap::mysql
