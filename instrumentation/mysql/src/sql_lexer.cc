// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "sql_lexer.h"

#include "ascii.h"

namespace otelwrap::mysql {
namespace {

constexpr size_t kNowhere = std::string_view::npos;

constexpr bool IsNameByte(char byte) noexcept {
  return IsDigit(byte) || (Lower(byte) >= 'a' && Lower(byte) <= 'z') || byte == '_' ||
         byte == '$' || IsHigh(byte);
}

// After these a dot begins a number (`AND.5`): none of them qualifies a name.
constexpr std::string_view kNotQualifiers[] = {
    "all",    "and",    "as",     "between", "by",    "case",     "div",      "else",
    "having", "in",     "is",     "like",    "limit", "mod",      "not",      "offset",
    "on",     "or",     "regexp", "return",  "rlike", "select",   "set",      "then",
    "value",  "values", "when",   "where",   "xor",   "distinct", "interval", "default"};

size_t SkipDigits(std::string_view text, size_t at) noexcept {
  while (at < text.size() && IsDigit(text[at])) ++at;
  return at;
}

// The end of an exponent at `at` (on the letter), or `at` where there is none.
size_t ExponentEnd(std::string_view text, size_t at) noexcept {
  if (at >= text.size() || Lower(text[at]) != 'e') return at;
  size_t digits = at + 1;
  if (digits < text.size() && (text[digits] == '+' || text[digits] == '-')) ++digits;
  const size_t end = SkipDigits(text, digits);
  return end > digits ? end : at;
}

// The end of the number at `at`, a digit or a dot; `at` itself where the servers read a name:
// `1abc`, `0b012`, `0x41AND`, but not `1e10abc`, which is a number and an alias.
size_t NumberEnd(std::string_view text, size_t at) noexcept {
  const auto is_name_byte = [&](size_t i) noexcept {
    return i < text.size() && IsNameByte(text[i]);
  };
  const char second = at + 1 < text.size() ? Lower(text[at + 1]) : '\0';
  if (text[at] == '0' && (second == 'x' || second == 'b')) {
    size_t end = at + 2;
    while (end < text.size() &&
           (second == 'x' ? IsHexDigit(text[end]) : text[end] == '0' || text[end] == '1')) {
      ++end;
    }
    return end > at + 2 && !is_name_byte(end) ? end : at;
  }
  size_t end = SkipDigits(text, at);
  if (end < text.size() && text[end] == '.') {
    end = SkipDigits(text, end + 1);
    return ExponentEnd(text, end);
  }
  const size_t exponent = ExponentEnd(text, end);
  if (exponent > end) return exponent;
  return is_name_byte(end) ? at : end;
}

// Whether every reading of these bytes agrees on where they end: nothing in them opens, closes or
// separates anything.
bool IsInert(std::string_view content) noexcept {
  constexpr std::string_view kActive("'\"`\\#$;\0", 8);
  for (size_t i = 0; i < content.size(); ++i) {
    const char byte = content[i];
    const char next = i + 1 < content.size() ? content[i + 1] : '\0';
    if (IsHigh(byte) || kActive.find(byte) != kNowhere) return false;
    if (byte == '-' && next == '-') return false;
    if ((byte == '/' && next == '*') || (byte == '*' && next == '/')) return false;
  }
  return true;
}

}  // namespace

SqlLexer::SqlLexer(std::string_view text, const SqlDialect& dialect) noexcept
    : text_(text),
      charset_(CharsetNamed(dialect.charset)),
      escapes_(dialect.no_backslash_escapes ? Escapes::kNo : Escapes::kYes),
      ansi_quotes_(dialect.ansi_quotes) {}

Token SqlLexer::Take(TokenKind kind, size_t end) noexcept {
  const Token token{kind, text_.substr(at_, end - at_)};
  at_ = end;
  return token;
}

Token SqlLexer::Next() noexcept {
  if (at_ == text_.size()) return {};
  if (watch_.HidesRest() && !IsBlank(text_[at_])) return Hide();
  const Token token = Scan();
  Watch(token);
  return token;
}

void SqlLexer::Watch(const Token& token) noexcept {
  if (token.kind == TokenKind::kWord || token.kind == TokenKind::kSymbol) {
    WatchText(token.text);
  } else if (token.kind == TokenKind::kLiteral || token.kind == TokenKind::kQuotedName) {
    watch_.SeeOther();
  }
}

// Digits before a word are left out (a comment's version may stand there), and a byte of 0x80 or
// more counts as a blank, which latin1's no-break space is.
void SqlLexer::WatchText(std::string_view content) noexcept {
  const auto is_part = [](char byte) noexcept { return IsNameByte(byte) && !IsHigh(byte); };
  for (size_t i = 0; i < content.size();) {
    if (!is_part(content[i])) {
      if (!IsBlank(content[i]) && !IsHigh(content[i])) watch_.SeeSymbol(content[i]);
      ++i;
      continue;
    }
    const size_t begin = SkipDigits(content, i);
    for (i = begin; i < content.size() && is_part(content[i]);) ++i;
    if (i > begin) watch_.SeeWord(content.substr(begin, i - begin));
  }
}

Token SqlLexer::Scan() noexcept {
  const char byte = text_[at_];
  const char next = At(at_ + 1);
  if (IsBlank(byte)) {
    size_t end = at_ + 1;
    while (end < text_.size() && IsBlank(text_[end])) ++end;
    return Take(TokenKind::kBlank, end);
  }
  if (byte == '#' || OpensLineComment()) return ScanLineComment();
  if (byte == '/' && next == '*') return ScanBlockComment();
  if (byte == '\'') return ScanString(at_, escapes_);
  if (byte == '"') return ScanDoubleQuoted();
  if (byte == '`') return ScanQuotedName('`');
  if (byte == '$' && dot_end_ != at_) return ScanDollar();
  if (IsDigit(byte) && dot_end_ != at_) return ScanNumber(at_);
  if (IsNameByte(byte)) return ScanWord();
  return ScanSymbol();
}

bool SqlLexer::IsNumberAt(size_t at) const noexcept {
  return IsDigit(At(at)) || (At(at) == '.' && IsDigit(At(at + 1)));
}

Token SqlLexer::ScanSymbol() noexcept {
  const char byte = text_[at_];
  const bool after_name = name_end_ == at_;
  if (byte == '.' && after_name && IsNameByte(At(at_ + 1))) {
    dot_end_ = at_ + 1;
    return Take(TokenKind::kSymbol, at_ + 1);
  }
  if (byte == '.' && IsNumberAt(at_)) return ScanNumber(at_);
  if ((byte == '+' || byte == '-') && IsNumberAt(at_ + 1)) return ScanNumber(at_ + 1);
  if (byte == '-' && At(at_ + 1) == '-' && IsHigh(At(at_ + 2)) && Utf8Size(text_, at_ + 2) == 0) {
    return Hide();  // latin1's no-break space may open a comment, UTF-8's does not
  }
  if (byte == '\\' && At(at_ + 1) == 'N') return Take(TokenKind::kLiteral, at_ + 2);
  return Take(TokenKind::kSymbol, at_ + 1);
}

// From `at_`, which may be the sign before the `digits`.
Token SqlLexer::ScanNumber(size_t digits) noexcept {
  const size_t end = NumberEnd(text_, digits);
  if (end > digits) return Take(TokenKind::kLiteral, end);
  return digits > at_ ? Take(TokenKind::kSymbol, digits) : ScanWord();
}

Token SqlLexer::ScanWord() noexcept {
  size_t end = at_;
  while (end < text_.size() && IsNameByte(text_[end])) {
    const bool high = IsHigh(text_[end]);
    const size_t step = high ? StepInName(charset_, text_, end) : 1;
    if (step == 0) return Hide();
    end += step;
    // Some single-byte sets have a blank among these bytes: what follows may be a literal.
    const bool may_be_blank = high && step == 1 && charset_ != Charset::kUtf8;
    if (may_be_blank && (IsNumberAt(end) || At(end) == '.' || At(end) == '$')) return Hide();
  }
  const std::string_view word = text_.substr(at_, end - at_);
  const char first = Lower(word.front());
  if (word.size() == 1 && At(end) == '\'') {
    if (first == 'n') return ScanString(end, escapes_);
    // No backslash belongs here; the servers stop reading at one.
    if (first == 'x' || first == 'b') return ScanString(end, Escapes::kUnsure);
  }
  const bool qualified = dot_end_ == at_;
  if (!qualified && (EqualsNoCase(word, "true") || EqualsNoCase(word, "false"))) {
    return Take(TokenKind::kLiteral, end);
  }
  if (!IsAnyOf(word, kNotQualifiers)) name_end_ = end;
  return Take(TokenKind::kWord, end);
}

// MySQL 9 reads $tag$...$tag$ as a literal, MariaDB as names.
Token SqlLexer::ScanDollar() noexcept {
  size_t tag_end = at_ + 1;
  while (tag_end < text_.size() && IsNameByte(text_[tag_end]) && text_[tag_end] != '$') ++tag_end;
  if (At(tag_end) != '$') return ScanWord();
  const std::string_view tag = text_.substr(at_, tag_end + 1 - at_);
  const size_t close = text_.find(tag, tag_end + 1);
  if (close == kNowhere || watch_.IsArmed()) return Hide();
  const std::string_view content = text_.substr(tag_end + 1, close - tag_end - 1);
  if (!IsInert(content)) return Hide();
  WatchText(content);
  if (watch_.IsArmed() || watch_.HidesRest()) return Hide();
  return Take(TokenKind::kLiteral, close + tag.size());
}

// Only before a blank, a control character or the end.
bool SqlLexer::OpensLineComment() const noexcept {
  if (text_[at_] != '-' || At(at_ + 1) != '-') return false;
  const auto byte = static_cast<unsigned char>(At(at_ + 2));
  return byte <= 0x20 || byte == 0x7F;
}

Token SqlLexer::ScanLineComment() noexcept {
  const size_t line_end = text_.find('\n', at_);
  const size_t end = line_end == kNowhere ? text_.size() : line_end;
  // At a NUL MySQL ends the comment, and fails.
  if (text_.substr(at_, end - at_).find('\0') != kNowhere) return Hide();
  return Take(TokenKind::kComment, end);
}

// One that a server may run (`/*! */`, `/*M! */`), or take for a hint, ends where all agree only if
// nothing in it is quoted or nested.
Token SqlLexer::ScanBlockComment() noexcept {
  const size_t close = text_.find("*/", at_ + 2);
  if (close == kNowhere) return Hide();
  const char third = At(at_ + 2);
  const bool may_run = third == '!' || third == '+' || (third == 'M' && At(at_ + 3) == '!');
  if (may_run) {
    const std::string_view content = text_.substr(at_ + 3, close - at_ - 3);
    if (watch_.IsArmed() || !IsInert(content)) return Hide();
    WatchText(content.substr(third == 'M' ? 1 : 0));
  }
  return Take(TokenKind::kComment, close + 2);
}

Token SqlLexer::ScanDoubleQuoted() noexcept {
  if (ansi_quotes_.value_or(false)) return ScanQuotedName('"');
  const bool unsure = !ansi_quotes_.has_value() && escapes_ == Escapes::kYes;
  return ScanString(at_, unsure ? Escapes::kUnsure : escapes_);
}

Token SqlLexer::ScanString(size_t quote, Escapes escapes) noexcept {
  const size_t end = StringEnd(quote, escapes);
  return end == kNowhere ? Hide() : Take(TokenKind::kLiteral, end);
}

size_t SqlLexer::StringEnd(size_t quote, Escapes escapes) const noexcept {
  const char mark = text_[quote];
  const bool unsure = escapes == Escapes::kUnsure;  // it may also be a quoted name
  for (size_t i = quote + 1; i < text_.size();) {
    const char byte = text_[i];
    if (IsHigh(byte)) {
      const size_t step = unsure ? StepInQuotedName(charset_, text_, i, mark)
                                 : StepInString(charset_, text_, i, escapes != Escapes::kNo);
      if (step == 0 || (unsure && At(i + step) == '\\')) return kNowhere;
      i += step;
    } else if (byte == '\\' && escapes != Escapes::kNo) {
      if (unsure && (At(i + 1) == mark || IsHigh(At(i + 1)))) return kNowhere;
      i += 2;
    } else if (byte != mark) {
      ++i;
    } else if (At(i + 1) == mark) {
      i += 2;
    } else {
      return i + 1;
    }
  }
  return kNowhere;
}

Token SqlLexer::ScanQuotedName(char quote) noexcept {
  for (size_t i = at_ + 1; i < text_.size();) {
    if (IsHigh(text_[i])) {
      const size_t step = StepInQuotedName(charset_, text_, i, quote);
      if (step == 0) return Hide();
      i += step;
    } else if (text_[i] != quote) {
      ++i;
    } else if (At(i + 1) == quote) {
      i += 2;
    } else {
      return Take(TokenKind::kQuotedName, i + 1);
    }
  }
  return Hide();
}

}  // namespace otelwrap::mysql
