// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "sanitize.h"

#include <algorithm>
#include <exception>

#include "sql_lexer.h"

namespace otelwrap::mysql {
namespace {

// Whether all of it fitted. What is no UTF-8 becomes `?`, byte by byte, so that the output is never
// longer than the input.
bool AppendUtf8(std::string_view text, std::string& out, size_t max_bytes) {
  for (size_t i = 0; i < text.size();) {
    const size_t size = text[i] == '\0' ? 0 : Utf8Size(text, i);
    const size_t step = size == 0 ? 1 : size;
    if (out.size() + step > max_bytes) return false;
    if (size == 0) {
      out.push_back('?');
    } else {
      out.append(text, i, size);
    }
    i += step;
  }
  return true;
}

std::string_view Shown(const Token& token, Literals literals) noexcept {
  switch (token.kind) {
    case TokenKind::kHidden:
      return "?";
    case TokenKind::kLiteral:
      return literals == Literals::kShown ? token.text : "?";
    case TokenKind::kComment:
      return literals == Literals::kShown ? token.text : std::string_view();
    default:
      return token.text;
  }
}

}  // namespace

bool WriteQueryText(std::string_view text, const SqlDialect& dialect, Literals literals,
                    std::string& out, size_t max_bytes) noexcept {
  out.clear();
  try {
    out.reserve(std::min(text.size(), max_bytes));
    SqlLexer lexer(text, dialect);
    for (Token token = lexer.Next(); token.kind != TokenKind::kEnd; token = lexer.Next()) {
      if (!AppendUtf8(Shown(token, literals), out, max_bytes)) break;
    }
    return true;
  } catch (const std::exception&) {
    out.clear();
    return false;
  }
}

bool SanitizeSql(std::string_view text, const SqlDialect& dialect, std::string& out,
                 size_t max_bytes) noexcept {
  return WriteQueryText(text, dialect, Literals::kMasked, out, max_bytes);
}

}  // namespace otelwrap::mysql
