// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "summary.h"

#include <algorithm>
#include <utility>

#include "ascii.h"

namespace otelwrap::mysql {
namespace {

bool Is(const Token& word, Roles roles) noexcept { return (word.roles & roles) != 0; }

}  // namespace

void SummaryWriter::SeeAny(const Token& token) noexcept {
  switch (token.kind) {
    case TokenKind::kComment:
    case TokenKind::kEnd:
      return;
    case TokenKind::kHidden:
      several_ = true;
      EndName();
      full_ = true;
      return;
    case TokenKind::kSymbol:
      return SeeSymbol(token.text.front());
    case TokenKind::kLiteral:
    case TokenKind::kSecret:
      EndName();
      if (!StaysBehindLiteral()) state_ = State::kClauses;
      return;
    case TokenKind::kQuotedName:
      if (depth_ >= kMaxDepth) return;
      if (state_ == State::kTable) return BeginName(token.text);
      if (state_ == State::kCommonTable) return SeeCommonTable(token);
      if (state_ == State::kOuterJoin) state_ = State::kTable;
      return EndName();
    case TokenKind::kWord:
      if (depth_ < kMaxDepth) SeeWord(token);
  }
}

// DEFINER='admin'@'%' PROCEDURE, EXPLAIN FORMAT='TREE' UPDATE
bool SummaryWriter::StaysBehindLiteral() const noexcept {
  if (state_ == State::kStart) return explains_;
  return state_ == State::kDone || state_ == State::kLoad || state_ == State::kObjectKind;
}

void SummaryWriter::SeeWord(const Token& word) noexcept {
  switch (state_) {
    case State::kStart:
      return SeeVerb(word);
    case State::kObjectKind:
      return SeeObjectKind(word);
    case State::kTable:
      return SeeTable(word);
    case State::kCommonTable:
      return SeeCommonTable(word);
    case State::kTableTail:
      EndName();
      if (!has_body_) SeeClause(word);
      return;
    case State::kOuterJoin:
      state_ = State::kTable;
      return;
    case State::kFor:
      return SeeBehindFor(word);
    case State::kLoad:
      return SeeLoad(word);
    case State::kClauses:
      return SeeClause(word);
    case State::kDone:
      return;
  }
}

void SummaryWriter::SeeVerb(const Token& word) noexcept {
  if (ended_) several_ = true;
  if (Is(word, roles::kSelect)) return SeeClause(word);
  if (Is(word, roles::kWith)) return SeeWith(true);
  Level& level = levels_[depth_];
  if (Is(word, roles::kCall)) several_ = true;
  if (Is(word, roles::kVerbOfTables)) {
    state_ = State::kTable;
    level.lists_tables = Is(word, roles::kListsTables);
  } else if (Is(word, roles::kDelete)) {
    state_ = State::kClauses;
    level.has_from = true;
  } else if (Is(word, roles::kVerbOfObjects)) {
    state_ = State::kObjectKind;
    lists_ = Is(word, roles::kListsTables);
  } else if (Is(word, roles::kLoad)) {
    state_ = State::kLoad;
  } else if (Is(word, roles::kExplaining)) {
    explains_ = true;
  } else if (Is(word, roles::kOtherVerb)) {
    state_ = State::kDone;
  } else {
    if (!explains_) state_ = State::kDone;
    return;
  }
  Write(word.text);
}

void SummaryWriter::SeeObjectKind(const Token& word) noexcept {
  if (Is(word, roles::kSelect)) return SeeClause(word);
  if (Is(word, roles::kTableKind) || (lists_ && Is(word, roles::kNamedKind))) {
    levels_[depth_].lists_tables = lists_;
  } else if (Is(word, roles::kNamedKind | roles::kProgramKind)) {
    behind_name_ = State::kDone;
    has_body_ = Is(word, roles::kProgramKind);
    of_package_ = has_body_ && EqualsNoCase(word.text, "package");
  } else if (Is(word, roles::kNamelessKind)) {
    state_ = State::kDone;
    return Write(word.text);
  } else {
    return;  // OR REPLACE, TEMPORARY, UNIQUE, DEFINER ...
  }
  state_ = State::kTable;
  Write(word.text);
}

// LOAD DATA LOCAL INFILE '...' INTO TABLE t
void SummaryWriter::SeeLoad(const Token& word) noexcept {
  if (Is(word, roles::kFormat)) return Write(word.text);
  if (!Is(word, roles::kTableKind)) return;
  state_ = State::kTable;
  behind_name_ = State::kDone;
}

void SummaryWriter::SeeTable(const Token& word) noexcept {
  if (name_.empty()) {
    if (Is(word, roles::kSelect)) return SeeClause(word);
    if (Is(word, roles::kWith)) return SeeVerb(word);
    if (Is(word, roles::kBeforeTable)) return;
    if (std::exchange(of_package_, false) && EqualsNoCase(word.text, "body")) {
      return Write(word.text);
    }
    // TRUNCATE TABLE, LOCK TABLES; behind FROM it would be a name.
    if (Is(word, roles::kTableKind) && !levels_[depth_].has_from && behind_name_ != State::kDone) {
      return Write(word.text);
    }
  }
  BeginName(word.text);
}

// `sure`: it begins a statement. Elsewhere (INSERT INTO t WITH c AS ...) the word behind the name
// tells.
void SummaryWriter::SeeWith(bool sure) noexcept {
  state_ = State::kCommonTable;
  in_with_ = true;
  with_is_sure_ = sure;
  with_depth_ = depth_;
}

void SummaryWriter::SeeCommonTable(const Token& name) noexcept {
  if (Is(name, roles::kRecursive)) return;
  if (common_table_count_ < kMaxCommonTables) {
    common_tables_[common_table_count_++] = {name.text.data(), name.text.size()};
  }
  state_ = State::kClauses;
}

void SummaryWriter::SeeClause(const Token& word) noexcept {
  Level& level = levels_[depth_];
  if (Is(word, roles::kSelect)) {
    if (in_with_ && depth_ == with_depth_) in_with_ = false;
    level = {false, true};
    state_ = State::kClauses;
    return Write(word.text);
  }
  if (in_with_ && depth_ == with_depth_) {
    if (Is(word, roles::kAs)) {
      with_is_sure_ = true;
      return;
    }
    in_with_ = false;
    if (with_is_sure_) return SeeVerb(word);
    if (common_table_count_ > 0) --common_table_count_;  // WITH ROLLUP
  } else if (Is(word, roles::kWith)) {
    return SeeWith(false);
  }
  state_ = State::kClauses;
  if (Is(word, roles::kFrom) && level.has_from) {
    level.lists_tables = true;
    state_ = State::kTable;
  } else if (Is(word, roles::kJoin)) {
    if (level.lists_tables) state_ = State::kTable;
  } else if (Is(word, roles::kEndsTables)) {
    level.lists_tables = false;
  } else if (Is(word, roles::kFor)) {
    state_ = State::kFor;
  }
}

// FORCE INDEX FOR JOIN (i), FOR ORDER BY (i), FOR SYSTEM_TIME ALL: the list of tables goes on. Not
// behind FOR UPDATE OF t, u. FOR PORTION OF p FROM a TO b names no table.
void SummaryWriter::SeeBehindFor(const Token& word) noexcept {
  constexpr std::string_view kLocks[] = {"update", "share"};
  state_ = State::kClauses;
  if (IsAnyOf(word.text, kLocks)) levels_[depth_].lists_tables = false;
  if (EqualsNoCase(word.text, "portion")) levels_[depth_].has_from = false;
}

void SummaryWriter::SeeSymbol(char symbol) noexcept {
  if (state_ == State::kClauses && symbol != ';' && symbol != '(' && symbol != ')' &&
      symbol != ',') {
    return;
  }
  if (symbol == ';') return EndStatement();
  if (symbol == '(') return Open();
  if (symbol == ')') return Close();
  if (state_ == State::kDone || state_ == State::kStart || state_ == State::kObjectKind) return;
  if (depth_ >= kMaxDepth) return;
  if (state_ == State::kTable && symbol == '{') {
    state_ = State::kOuterJoin;
    return;
  }
  if (state_ == State::kTableTail && symbol == '.') {
    state_ = State::kTable;
    name_.Append(".");
    return;
  }
  EndName();
  if (state_ == State::kDone) return;
  const bool comma = symbol == ',';
  if (comma && in_with_ && depth_ == with_depth_) {
    state_ = State::kCommonTable;
  } else {
    state_ = comma && levels_[depth_].lists_tables ? State::kTable : State::kClauses;
  }
}

void SummaryWriter::Open() noexcept {
  // JSON_TABLE(...) behind FROM is no table.
  if (levels_[std::min(depth_, kMaxDepth - 1)].has_from && state_ == State::kTableTail) {
    name_.Assign({});
    state_ = behind_name_;
  }
  EndName();
  const bool of_tables = state_ == State::kTable;
  if (++depth_ >= kMaxDepth) return;
  levels_[depth_] = {of_tables, of_tables};
  if (!of_tables && state_ != State::kStart && state_ != State::kDone &&
      state_ != State::kObjectKind) {
    state_ = State::kClauses;
  }
}

void SummaryWriter::Close() noexcept {
  EndName();
  if (depth_ > 0) --depth_;
  if (state_ != State::kDone && state_ != State::kObjectKind) state_ = State::kClauses;
}

void SummaryWriter::EndStatement() noexcept {
  EndName();
  ended_ = true;
  if (has_body_) full_ = true;
  state_ = State::kStart;
  behind_name_ = State::kClauses;
  lists_ = of_package_ = explains_ = in_with_ = false;
  depth_ = 0;
  levels_[0] = {};
  common_table_count_ = 0;
}

void SummaryWriter::BeginName(std::string_view part) noexcept {
  if (name_.view().size() + part.size() > kMaxSummaryBytes) {
    full_ = true;
    return;
  }
  if (std::none_of(part.begin(), part.end(), IsHigh)) {
    name_.Append(part);
  } else {
    AppendRepaired(part);
  }
  state_ = State::kTableTail;
}

void SummaryWriter::AppendRepaired(std::string_view part) noexcept {
  for (size_t i = 0; i < part.size();) {
    const size_t size = Utf8Size(part, i);
    name_.Append(size == 0 ? "?" : part.substr(i, size));
    i += size == 0 ? 1 : size;
  }
}

void SummaryWriter::EndName() noexcept {
  if (name_.empty()) return;
  if (!IsCommonTable(name_.view())) Write(name_.view());
  name_.Assign({});
  state_ = behind_name_;
}

bool SummaryWriter::IsCommonTable(std::string_view name) const noexcept {
  for (size_t i = 0; i < common_table_count_; ++i) {
    const std::string_view common(common_tables_[i].data, common_tables_[i].size);
    if (common.size() != name.size()) continue;
    size_t same = 0;
    while (same < name.size() && Lower(name[same]) == Lower(common[same])) ++same;
    if (same == name.size()) return true;
  }
  return false;
}

void SummaryWriter::Write(std::string_view word) noexcept {
  const size_t blank = summary_.empty() ? 0 : 1;
  if (full_ || summary_.view().size() + blank + word.size() > kMaxSummaryBytes) {
    full_ = true;
    return;
  }
  if (blank != 0) summary_.Append(" ");
  summary_.Append(word);
}

}  // namespace otelwrap::mysql
