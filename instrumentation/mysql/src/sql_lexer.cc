// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "sql_lexer.h"

#include "ascii.h"
#include "sql_bytes.h"

namespace otelwrap::mysql {
namespace {

constexpr size_t kNowhere = std::string_view::npos;

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
// separates anything. A slash at the end would open a comment with the star that follows.
bool IsInert(std::string_view content) noexcept {
  constexpr std::string_view kActive("'\"`\\#$;[\0", 9);
  if (!content.empty() && content.back() == '/') return false;
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

inline Token SqlLexer::Take(TokenKind kind, size_t end) noexcept {
  const Token token{kind, 0, {text_.data() + at_, end - at_}};
  at_ = end;
  return token;
}

Token SqlLexer::Next(const Interest& interest) noexcept { return NextInline(interest); }

// At the beginning of a statement the first word is common too.
Token SqlLexer::NextUneasy() noexcept {
  if (!watch_.IsCalmAtBeginning()) return ScanNext();
  while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  if (at_ == text_.size() || BeginningAt(text_[at_]) != Begins::kName) return ScanNext();
  const Word word = PlainWord(at_);
  if (word.end == at_) return ScanNext();
  watch_.SeeCalmBeginning(word.roles);
  return TakeFrom(at_, TokenKind::kWord, word.end, word.roles);
}

Token SqlLexer::ScanNext() noexcept {
  while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
  if (at_ == text_.size()) return {};
  if (watch_.HidesRest()) return Hide();
  Token token = Scan();
  Watch(token);
  return token;
}

inline void SqlLexer::Watch(Token& token) noexcept {
  switch (token.kind) {
    case TokenKind::kWord:
      if (!watch_.MasksWord() || At(at_) == '(') return watch_.SeeWord(token.roles);
      token.kind = TokenKind::kSecret;
      return watch_.SeeOther();
    case TokenKind::kSymbol:
      return watch_.SeeSymbol(token.text.front());
    case TokenKind::kLiteral:
      if (watch_.MasksWord()) token.kind = TokenKind::kSecret;
      return watch_.SeeOther();
    case TokenKind::kQuotedName:
      return watch_.SeeOther();
    default:
      return;
  }
}

// Digits before a word are left out (a comment's version may stand there), and a byte of 0x80 or
// more counts as a blank, which latin1's no-break space is.
void SqlLexer::WatchText(std::string_view content) noexcept {
  for (size_t i = 0; i < content.size();) {
    if (!IsPlainNameByte(content[i])) {
      if (!IsBlank(content[i]) && !IsHigh(content[i])) watch_.SeeSymbol(content[i]);
      ++i;
      continue;
    }
    const size_t begin = SkipDigits(content, i);
    for (i = begin; i < content.size() && IsPlainNameByte(content[i]);) ++i;
    if (i > begin)
      watch_.SeeWord(RolesOf(content.substr(begin, i - begin), content.size() - begin));
  }
}

inline Token SqlLexer::Scan() noexcept {
  switch (BeginningAt(text_[at_])) {
    case Begins::kBlank:
    case Begins::kOther:
    case Begins::kComma:
    case Begins::kParenthesis:
    case Begins::kSemicolon:
      return Take(TokenKind::kSymbol, at_ + 1);
    case Begins::kName:
    case Begins::kHigh:
      return ScanWord();
    case Begins::kDigit:
      return dot_end_ != at_ ? ScanNumber(at_) : ScanWord();
    case Begins::kDollar:
      return dot_end_ != at_ ? ScanDollar() : ScanWord();
    case Begins::kQuote:
      return ScanString(at_, escapes_);
    case Begins::kDoubleQuote:
      return ScanDoubleQuoted();
    case Begins::kBacktick:
      return ScanQuotedName('`');
    case Begins::kHash:
      return ScanLineComment();
    case Begins::kMinus:
      if (OpensLineComment()) return ScanLineComment();
      return MayOpenLineComment() ? Hide() : ScanSymbol();
    case Begins::kSlash:
      return At(at_ + 1) == '*' ? ScanBlockComment() : ScanSymbol();
    case Begins::kBracket:
      return ScanBracket();
    case Begins::kSymbol:
      break;
  }
  return ScanSymbol();
}

bool SqlLexer::IsNumberAt(size_t at) const noexcept {
  return IsDigit(At(at)) || (At(at) == '.' && IsDigit(At(at + 1)));
}

Token SqlLexer::ScanSymbol() noexcept {
  const char byte = text_[at_];
  if (byte == '.') {
    if (name_end_ == at_ && IsNameByte(At(at_ + 1))) {
      dot_end_ = at_ + 1;
    } else if (IsNumberAt(at_)) {
      return ScanNumber(at_);
    }
  } else if (byte == '+' || byte == '-') {
    if (IsNumberAt(at_ + 1)) return ScanNumber(at_ + 1);
  } else if (byte == '\\' && At(at_ + 1) == 'N') {
    return Take(TokenKind::kLiteral, at_ + 2);
  }
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
  end = SkipName(text_, end);
  if (end < text_.size() && IsHigh(text_[end])) return ScanHighWord(end);
  if (end == at_ + 1 && At(end) == '\'') {
    const char first = Lower(text_[at_]);
    if (first == 'n') return ScanString(end, escapes_);
    // No backslash belongs here; the servers stop reading at one.
    if (first == 'x' || first == 'b') return ScanString(end, Escapes::kUnsure);
  }
  return TakeWord(end, RolesOf(text_.substr(at_, end - at_), text_.size() - at_));
}

// A word with a byte of 0x80 or more at `end`. Some single-byte sets have a blank among these: what
// stands before or behind it may be a literal.
Token SqlLexer::ScanHighWord(size_t end) noexcept {
  bool may_be_blank = false;
  size_t part = at_;
  while (end < text_.size() && IsNameByte(text_[end])) {
    const bool high = IsHigh(text_[end]);
    const size_t step = high ? StepInName(charset_, text_, end) : 1;
    if (step == 0) return Hide();
    if (high && step == 1 && charset_ != Charset::kUtf8) {
      if (MayBeLiteral(part, end) || At(end + 1) == '.' || At(end + 1) == '$') return Hide();
      may_be_blank = true;
      part = end + 1;
    }
    end += step;
  }
  if (may_be_blank) {
    if (MayBeLiteral(part, end)) return Hide();
    WatchText(text_.substr(at_, end - at_));
  }
  return TakeWord(end, 0);
}

bool SqlLexer::MayBeLiteral(size_t begin, size_t end) const noexcept {
  if (begin >= end) return false;
  if (IsDigit(text_[begin])) return true;
  return (RolesOf(text_.substr(begin, end - begin), 0) & roles::kBoolean) != 0;
}

Token SqlLexer::TakeWord(size_t end, Roles roles) noexcept {
  const bool qualified = dot_end_ == at_;
  if (qualified) {
    roles = roles & roles::kPassword;  // a name, whatever it looks like
  } else if ((roles & roles::kBoolean) != 0) {
    return Take(TokenKind::kLiteral, end);
  }
  if ((roles & roles::kNotQualifier) == 0) name_end_ = end;
  Token token = Take(TokenKind::kWord, end);
  token.roles = roles;
  return token;
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

// SQL Server's names, which MariaDB's sql_mode MSSQL may allow: a quote in one opens nothing.
Token SqlLexer::ScanBracket() noexcept {
  if (at_ >= bracket_end_) {
    const size_t close = text_.find(']', at_);
    if (close == kNowhere || !IsInert(text_.substr(at_ + 1, close - at_ - 1))) return Hide();
    bracket_end_ = close;
  }
  return Take(TokenKind::kSymbol, at_ + 1);
}

// Only before a blank, a control character or the end.
bool SqlLexer::OpensLineComment() const noexcept {
  if (text_[at_] != '-' || At(at_ + 1) != '-') return false;
  const auto byte = static_cast<unsigned char>(At(at_ + 2));
  return byte <= 0x20 || byte == 0x7F;
}

// Some single-byte sets have a blank or a control character among the bytes of 0x80 or more.
bool SqlLexer::MayOpenLineComment() const noexcept {
  return At(at_ + 1) == '-' && IsHigh(At(at_ + 2)) && charset_ != Charset::kUtf8;
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
    if (third != '+') watch_.SeeRunComment();
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
  for (size_t i = SkipQuotedBytes(text_, quote + 1); i < text_.size();
       i = SkipQuotedBytes(text_, i)) {
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
