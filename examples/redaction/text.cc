// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "text.h"

#include <cctype>

namespace redaction {
namespace {

bool IsBlank(char c) { return std::isspace(static_cast<unsigned char>(c)) != 0 || c == '\0'; }

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const int lower = std::tolower(static_cast<unsigned char>(c));
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

class Splitter {
 public:
  explicit Splitter(std::string_view line) : rest_(line) {}

  std::optional<std::vector<std::string>> Run() {
    std::vector<std::string> words;
    while (true) {
      while (!rest_.empty() && IsBlank(rest_.front())) rest_.remove_prefix(1);
      if (rest_.empty()) return words;
      word_.clear();
      if (!ReadWord()) return std::nullopt;
      words.push_back(word_);
    }
  }

 private:
  char Take() {
    const char c = rest_.front();
    rest_.remove_prefix(1);
    return c;
  }

  bool ReadWord() {
    while (!rest_.empty() && !IsBlank(rest_.front())) {
      const char c = Take();
      if (c == '"' || c == '\'') {
        if (!ReadQuoted(c)) return false;
        return rest_.empty() || IsBlank(rest_.front());
      }
      word_ += c;
    }
    return true;
  }

  bool ReadQuoted(char quote) {
    while (!rest_.empty()) {
      const char c = Take();
      if (c == quote) return true;
      if (c == '\\' && !rest_.empty() && quote == '"') {
        ReadEscape();
      } else if (c == '\\' && !rest_.empty() && rest_.front() == '\'') {
        word_ += Take();
      } else {
        word_ += c;
      }
    }
    return false;
  }

  void ReadEscape() {
    if (rest_.size() >= 3 && rest_[0] == 'x' && HexDigit(rest_[1]) >= 0 &&
        HexDigit(rest_[2]) >= 0) {
      word_ += static_cast<char>(HexDigit(rest_[1]) * 16 + HexDigit(rest_[2]));
      rest_.remove_prefix(3);
      return;
    }
    switch (const char c = Take()) {
      case 'n':
        word_ += '\n';
        break;
      case 'r':
        word_ += '\r';
        break;
      case 't':
        word_ += '\t';
        break;
      case 'b':
        word_ += '\b';
        break;
      case 'a':
        word_ += '\a';
        break;
      default:
        word_ += c;
    }
  }

  std::string_view rest_;
  std::string word_;
};

}  // namespace

std::optional<std::vector<std::string>> SplitRedisLine(std::string_view line) {
  return Splitter(line).Run();
}

std::string Escaped(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\r') {
      out += "\\r";
    } else if (c == '\t') {
      out += "\\t";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += {'\\', 'x', kHex[byte >> 4U], kHex[byte & 0xFU]};
    } else {
      out += c;
    }
  }
  return out;
}

}  // namespace redaction
