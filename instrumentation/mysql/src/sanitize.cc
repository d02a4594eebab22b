// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "sanitize.h"

#include <algorithm>
#include <array>
#include <exception>

#include "sql_lexer.h"
#include "summary.h"

namespace otelwrap::mysql {
namespace {

// Behind `IN (`: moves the lexer over the rest of a list that holds nothing but literals, up to its
// parenthesis. False, and the lexer stays, where there is something else in it.
bool SkipList(SqlLexer& lexer) noexcept {
  SqlLexer at = lexer;
  while (true) {
    SqlLexer next = at;
    const Token token = next.Next();
    switch (token.kind) {
      case TokenKind::kComment:
      case TokenKind::kLiteral:
        break;
      case TokenKind::kSymbol:
        if (token.text == ")") {
          lexer = at;
          return true;
        }
        if (token.text == "," || token.text == "?") break;
        return false;
      default:
        return false;
    }
    at = next;
  }
}

// Knows when the first literal of an `IN (...)` goes by.
class ListWatch {
 public:
  bool IsFirstOfList(const Token& token) noexcept {
    switch (token.kind) {
      case TokenKind::kComment:
        return false;
      case TokenKind::kWord:
        state_ = (token.roles & roles::kIn) != 0 ? State::kIn : State::kElsewhere;
        return false;
      case TokenKind::kSymbol:
        if (state_ == State::kOpen && token.text == "?") break;
        state_ = state_ == State::kIn && token.text == "(" ? State::kOpen : State::kElsewhere;
        return false;
      default:
        break;
    }
    const bool first = state_ == State::kOpen && token.kind != TokenKind::kHidden;
    state_ = State::kElsewhere;
    return first;
  }

 private:
  enum class State { kElsewhere, kIn, kOpen };

  State state_ = State::kElsewhere;
};

// Into `out`, which has room for `room` bytes. Returns how many were written.
size_t Write(std::string_view text, const SqlDialect& dialect, Literals literals, bool collapse,
             char* out, size_t room, const AlsoRead& also) noexcept {
  SqlLexer lexer(text, dialect);
  QueryTextWriter writer(text, literals, out, room);
  QuerySummary unseen;
  SummaryWriter summary_writer(also.summary != nullptr ? *also.summary : unseen);
  ListWatch list;
  const bool summarize = also.summary != nullptr || also.several != nullptr;
  Interest interest;
  if (collapse || summarize) interest = kEverything;
  while (!writer.IsFull() || (summarize && !summary_writer.IsFull())) {
    const Token token = lexer.NextInline(interest);
    if (token.kind == TokenKind::kEnd) break;
    writer.See(token);
    if (summarize) {
      summary_writer.See(token);
      // A literal never makes it want more.
      if (!collapse && token.kind != TokenKind::kLiteral) interest = summary_writer.interest();
    }
    if (collapse && list.IsFirstOfList(token)) {
      const size_t begin = lexer.position();
      if (SkipList(lexer)) writer.Skip(text.substr(begin, lexer.position() - begin));
    }
  }
  summary_writer.Finish();
  if (also.several != nullptr) *also.several = summary_writer.IsSeveral();
  return writer.Finish();
}

}  // namespace

bool WriteQueryText(std::string_view text, const SqlDialect& dialect, Literals literals,
                    const SanitizeOptions& options, std::string& out,
                    const AlsoRead& also) noexcept {
  const size_t room = std::min(text.size(), options.max_bytes);
  const bool collapse = options.collapse_lists && literals == Literals::kMasked;
  if (also.summary != nullptr) also.summary->Assign({});
  std::array<char, 512> shorter;  // a string would have to be filled first
  try {
    if (room <= shorter.size()) {
      const size_t size = Write(text, dialect, literals, collapse, shorter.data(), room, also);
      out.assign(shorter.data(), size);
    } else {
      out.resize(room);
      out.resize(Write(text, dialect, literals, collapse, out.data(), room, also));
    }
  } catch (const std::exception&) {
    out.clear();
    return false;
  }
  return true;
}

bool SanitizeSql(std::string_view text, const SqlDialect& dialect, std::string& out,
                 const SanitizeOptions& options) noexcept {
  return WriteQueryText(text, dialect, Literals::kMasked, options, out);
}

bool DescribeSql(std::string_view text, const SqlDialect& dialect, std::string& out,
                 QuerySummary& summary, const SanitizeOptions& options) noexcept {
  return WriteQueryText(text, dialect, Literals::kMasked, options, out, {&summary, nullptr});
}

QuerySummary SummarizeSql(std::string_view text, const SqlDialect& dialect) noexcept {
  QuerySummary summary;
  SqlLexer lexer(text, dialect);
  SummaryWriter writer(summary);
  while (!writer.IsFull()) {
    const Token token = lexer.Next(writer.interest());
    if (token.kind == TokenKind::kEnd) break;
    writer.See(token);
  }
  writer.Finish();
  return summary;
}

}  // namespace otelwrap::mysql
