// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes db.query.summary: reads the tokens of a text once, left to right, and keeps each operation
// and the tables that follow it. It knows just enough of the grammar to tell a table from a
// column; what it does not know it leaves out.
//
// Threads: not safe for concurrent use. Ownership: views of the text; borrows the summary. Errors:
// none; what is nested deeper than kMaxDepth is left out.

#pragma once

#include <otelwrap/mysql/sanitize.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "sql_lexer.h"

namespace otelwrap::mysql {

class SummaryWriter {
 public:
  // REQUIRES: `summary` is empty, and outlives the writer.
  explicit SummaryWriter(QuerySummary& summary) noexcept : summary_(summary) { levels_[0] = {}; }

  void See(const Token& token) noexcept {
    if (state_ == State::kClauses && IsDull(token)) return;
    SeeAny(token);
  }
  // Of the tokens to come; it changes with each that was seen but for literals.
  Interest interest() const noexcept {
    if (state_ != State::kClauses || in_with_ || depth_ >= kMaxDepth) return kEverything;
    // What ends a list of tables, or goes on with it, says nothing where there is none.
    return levels_[depth_].lists_tables ? kAmongTables : kAmongClauses;
  }
  // Writes the last name.
  void Finish() noexcept { EndName(); }
  bool IsFull() const noexcept { return full_; }
  // Whether there is more than one statement, or a CALL; where the rest is hidden, there may be.
  bool IsSeveral() const noexcept { return several_; }

 private:
  static constexpr size_t kMaxDepth = 32;
  static constexpr size_t kMaxCommonTables = 8;
  // Among clauses most words and symbols say nothing.
  static constexpr Roles kTelling = roles::kSelect | roles::kFrom | roles::kJoin |
                                    roles::kEndsTables | roles::kWith | roles::kFor;

  static constexpr Interest kAmongTables = {
      kTelling, Interest::BitOf(Begins::kComma) | Interest::BitOf(Begins::kParenthesis)};
  static constexpr Interest kAmongClauses = {roles::kSelect | roles::kFrom | roles::kWith,
                                             Interest::BitOf(Begins::kParenthesis)};

  enum class State : uint8_t {
    kStart,        // of a statement: its verb comes
    kObjectKind,   // behind CREATE, ALTER, DROP: TABLE, VIEW ... comes
    kTable,        // a table's name comes
    kTableTail,    // behind a name: a dot, a comma, or the end of the list
    kLoad,         // behind LOAD DATA: TABLE comes
    kOuterJoin,    // behind { in place of a table: OJ comes
    kFor,          // behind FOR: what comes is no clause
    kCommonTable,  // behind WITH: a name that is no table
    kClauses,      // elsewhere in a statement: SELECT, FROM and JOIN count
    kDone,         // nothing more of this statement counts
  };

  // What one pair of parentheses is about.
  struct Level {
    bool lists_tables;  // a comma is followed by another table
    bool has_from;      // a FROM is a clause here, not part of EXTRACT(... FROM ...)
  };

  // A view, which nothing sets before it is used.
  struct CommonTable {
    const char* data;
    size_t size;
  };

  bool IsDull(const Token& token) const noexcept {
    if (token.kind == TokenKind::kWord) return !in_with_ && (token.roles & kTelling) == 0;
    return token.kind == TokenKind::kLiteral || token.kind == TokenKind::kComment;
  }

  void SeeAny(const Token& token) noexcept;
  bool StaysBehindLiteral() const noexcept;
  void SeeWord(const Token& word) noexcept;
  void SeeSymbol(char symbol) noexcept;
  void SeeVerb(const Token& word) noexcept;
  void SeeObjectKind(const Token& word) noexcept;
  void SeeLoad(const Token& word) noexcept;
  void SeeTable(const Token& word) noexcept;
  void SeeWith(bool sure) noexcept;
  void SeeCommonTable(const Token& name) noexcept;
  void SeeClause(const Token& word) noexcept;
  void SeeBehindFor(const Token& word) noexcept;
  void BeginName(std::string_view part) noexcept;
  void AppendRepaired(std::string_view part) noexcept;
  void EndName() noexcept;
  void Open() noexcept;
  void Close() noexcept;
  void EndStatement() noexcept;
  bool IsCommonTable(std::string_view name) const noexcept;
  void Write(std::string_view word) noexcept;

  QuerySummary& summary_;
  QuerySummary name_;  // the parts of a table's name seen so far
  State state_ = State::kStart;
  State behind_name_ = State::kClauses;
  bool full_ = false;
  bool ended_ = false;  // a `;` went by
  bool several_ = false;
  bool lists_ = false;       // of several objects: a comma is followed by another one
  bool has_body_ = false;    // a stored program's: its statements are not this one's
  bool of_package_ = false;  // behind PACKAGE: BODY may come
  bool explains_ = false;    // behind EXPLAIN: another verb may come
  bool in_with_ = false;     // between WITH and the statement's verb
  bool with_is_sure_ = false;
  size_t depth_ = 0;
  size_t with_depth_ = 0;
  std::array<Level, kMaxDepth> levels_;  // set when one is opened
  std::array<CommonTable, kMaxCommonTables> common_tables_;
  size_t common_table_count_ = 0;
};

}  // namespace otelwrap::mysql
