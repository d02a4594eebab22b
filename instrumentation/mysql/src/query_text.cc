// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "query_text.h"

#include <cstring>

#include "sql_bytes.h"

namespace otelwrap::mysql {
namespace {

// No byte of 0x80 or more, and no NUL. Without a way out in between, for it to be done many bytes
// at a time.
bool IsPlain(std::string_view text) noexcept {
  unsigned char odd = 0;
  for (const char byte : text) {
    const auto value = static_cast<unsigned char>(byte);
    odd |= static_cast<unsigned char>(value | (value - 1U));
  }
  return (odd & 0x80U) == 0;
}

}  // namespace

QueryTextWriter::QueryTextWriter(std::string_view text, Literals literals, char* out,
                                 size_t max_bytes) noexcept
    : literals_(literals),
      unread_(text),
      out_(out),
      end_(out),
      limit_(out + max_bytes),
      plain_(IsPlain(text)) {}

void QueryTextWriter::TakeOut(const Token& token) noexcept {
  const bool raw = literals_ == Literals::kShown;
  if (raw && (token.kind == TokenKind::kLiteral || token.kind == TokenKind::kComment)) return;
  ShowUpTo(token.text.data());
  unread_.remove_prefix(token.text.size());
  token.kind == TokenKind::kComment ? KeepApart() : WriteMask();
}

// The words on both sides of a comment are two: SELECT/**/name.
void QueryTextWriter::KeepApart() noexcept {
  if (full_ || end_ == out_ || unread_.empty()) return;
  const char next = unread_.front();
  const bool begins = IsPlainNameByte(next) || next == '\'' || next == '"' || next == '`';
  if (begins && (IsPlainNameByte(end_[-1]) || end_[-1] == '?')) WriteByte(' ');
}

void QueryTextWriter::Skip(std::string_view skipped) noexcept {
  ShowUpTo(skipped.data());
  unread_.remove_prefix(skipped.size());
}

size_t QueryTextWriter::Finish() noexcept {
  ShowUpTo(unread_.data() + unread_.size());
  return static_cast<size_t>(end_ - out_);
}

void QueryTextWriter::WriteByte(char byte) noexcept {
  if (end_ == limit_) full_ = true;
  if (!full_) *end_++ = byte;
}

void QueryTextWriter::ShowUpTo(const char* end) noexcept {
  const std::string_view shown(unread_.data(), static_cast<size_t>(end - unread_.data()));
  unread_.remove_prefix(shown.size());
  if (full_ || shown.empty()) return;
  const bool fits = shown.size() <= static_cast<size_t>(limit_ - end_);
  if (!fits || !(plain_ || IsPlain(shown))) return WriteRepaired(shown);
  std::memcpy(end_, shown.data(), shown.size());
  end_ += shown.size();
}

// What is no UTF-8 becomes `?`, byte by byte.
void QueryTextWriter::WriteRepaired(std::string_view text) noexcept {
  for (size_t i = 0; i < text.size() && !full_;) {
    const size_t size = text[i] == '\0' ? 0 : Utf8Size(text, i);
    if (size == 0) {
      WriteMask();
      ++i;
    } else if (size > static_cast<size_t>(limit_ - end_)) {
      full_ = true;
    } else {
      std::memcpy(end_, text.data() + i, size);
      end_ += size;
      i += size;
    }
  }
}

}  // namespace otelwrap::mysql
