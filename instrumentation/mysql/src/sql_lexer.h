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
  Roles roles = 0;  // words that may be one of these
  bool commas = false;
  bool parentheses = false;
  bool all = false;

  constexpr bool Wants(bool comma, bool parenthesis) const noexcept {
    return all || (comma && commas) || (parenthesis && parentheses);
  }
};

inline constexpr Interest kEverything = {0, false, false, true};

class SqlLexer {
 public:
  SqlLexer(std::string_view text, const SqlDialect& dialect) noexcept;

  Token Next(const Interest& interest = kEverything) noexcept;
  // Where the last token ended.
  size_t position() const noexcept { return at_; }

 private:
  // How a backslash counts in a quoted text; kUnsure: it depends on what is not known.
  enum class Escapes : uint8_t { kNo, kYes, kUnsure };

  // A token at `at_`, in registers; no size: none.
  struct Wanted {
    size_t size = 0;
    Roles roles = 0;
    TokenKind kind = TokenKind::kEnd;
  };

  Token Scan() noexcept;
  Token ScanNext() noexcept;
  Wanted PassOver(const Interest& interest) noexcept;
  // Each leaves the watch as it is, and has no size where what it finds is not plain.
  Wanted FirstWord() noexcept;  // of a statement
  Wanted PlainWord(size_t at) noexcept;
  Wanted PlainLiteralOrDot(size_t at, Begins begins) noexcept;
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

}  // namespace otelwrap::mysql
