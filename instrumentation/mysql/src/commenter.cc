// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/mysql/commenter.h>

#include <algorithm>
#include <exception>
#include <vector>

#include "ascii.h"
#include "sql_lexer.h"

namespace otelwrap::mysql {
namespace {

constexpr size_t kNowhere = std::string_view::npos;

bool Makes(const Token& token) noexcept {
  return token.kind == TokenKind::kWord &&
         (EqualsNoCase(token.text, "create") || EqualsNoCase(token.text, "alter"));
}

// Behind the last token that is no `;`. Nowhere in what makes a stored program, whose text the
// server keeps: it would have the comment of one trace for ever.
size_t PlaceOf(std::string_view sql, const SqlDialect& dialect) noexcept {
  SqlLexer lexer(sql, dialect);
  size_t place = kNowhere;
  bool makes = false;
  for (Token token = lexer.Next(); token.kind != TokenKind::kEnd; token = lexer.Next()) {
    if (token.kind == TokenKind::kComment || token.kind == TokenKind::kHidden) return kNowhere;
    makes = makes || Makes(token);
    if (makes && (token.roles & roles::kProgramKind) != 0) return kNowhere;
    if (token.text != ";") place = lexer.position();
  }
  return place;
}

bool IsUnreserved(char byte) noexcept {
  return IsDigit(byte) || (Lower(byte) >= 'a' && Lower(byte) <= 'z') || byte == '-' ||
         byte == '.' || byte == '_' || byte == '~';
}

void AppendEncoded(std::string_view text, std::string& out) {
  constexpr char kHex[] = "0123456789ABCDEF";
  for (const char byte : text) {
    if (IsUnreserved(byte)) {
      out += byte;
    } else {
      const auto value = static_cast<unsigned char>(byte);
      out += {'%', kHex[value >> 4U], kHex[value & 0xFU]};
    }
  }
}

std::vector<SqlTag> Sorted(const SqlTag* tags, size_t count) {
  std::vector<SqlTag> sorted;
  for (size_t i = 0; i < count; ++i) {
    if (!tags[i].key.empty() && !tags[i].value.empty()) sorted.push_back(tags[i]);
  }
  std::sort(sorted.begin(), sorted.end(),
            [](const SqlTag& one, const SqlTag& other) { return one.key < other.key; });
  return sorted;
}

}  // namespace

bool CommentSql(std::string_view sql, const SqlDialect& dialect, const SqlTag* tags, size_t count,
                std::string& out) noexcept {
  const size_t place = PlaceOf(sql, dialect);
  if (place == kNowhere) return false;
  try {
    const std::vector<SqlTag> sorted = Sorted(tags, count);
    if (sorted.empty()) return false;
    out.assign(sql.substr(0, place)).append(" /*");
    for (const SqlTag& tag : sorted) {
      if (&tag != &sorted.front()) out += ',';
      AppendEncoded(tag.key, out);
      out += "='";
      AppendEncoded(tag.value, out);
      out += '\'';
    }
    out.append("*/").append(sql.substr(place));
    return true;
  } catch (const std::exception&) {
    return false;
  }
}

}  // namespace otelwrap::mysql
