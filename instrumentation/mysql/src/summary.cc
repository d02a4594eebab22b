// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "summary.h"

#include "ascii.h"

namespace otelwrap::mysql {
namespace {

// Behind these a table, a routine or a schema is named at once.
constexpr std::string_view kVerbsOfTables[] = {"insert", "replace", "update", "truncate", "call",
                                               "use",    "handler", "table",  "lock"};
constexpr std::string_view kVerbsOfObjects[] = {"create",   "alter", "drop",     "rename",
                                                "analyze",  "check", "checksum", "repair",
                                                "optimize", "start"};
constexpr std::string_view kExplaining[] = {"explain", "describe", "desc"};
// Only their own name is shown.
constexpr std::string_view kOtherVerbs[] = {
    "begin",    "binlog",  "cache",    "change", "commit",    "deallocate", "do",     "execute",
    "flush",    "get",     "grant",    "help",   "install",   "kill",       "load",   "prepare",
    "purge",    "release", "reset",    "revoke", "rollback",  "savepoint",  "set",    "show",
    "shutdown", "signal",  "resignal", "stop",   "uninstall", "unlock",     "values", "xa"};

constexpr std::string_view kTableKinds[] = {"table", "tables", "view"};
constexpr std::string_view kNamedKinds[] = {"database", "schema",   "index",
                                            "server",   "sequence", "tablespace"};
constexpr std::string_view kProgramKinds[] = {"procedure", "function", "trigger", "event"};
// An account's name is nobody's business.
constexpr std::string_view kNamelessKinds[] = {"user", "role", "transaction", "replica", "slave"};

constexpr std::string_view kBeforeTable[] = {"into",    "ignore",  "low_priority", "high_priority",
                                             "delayed", "quick",   "if",           "not",
                                             "exists",  "lateral", "only"};
constexpr std::string_view kEndsTables[] = {"where",  "group",     "having", "order",
                                            "limit",  "set",       "union",  "values",
                                            "window", "intersect", "except", "returning"};

}  // namespace

void SummaryWriter::See(const Token& token) noexcept {
  switch (token.kind) {
    case TokenKind::kBlank:
    case TokenKind::kComment:
    case TokenKind::kEnd:
      return;
    case TokenKind::kHidden:
      EndName();
      full_ = true;
      return;
    case TokenKind::kSymbol:
      return SeeSymbol(token.text.front());
    case TokenKind::kLiteral:
      EndName();
      if (state_ != State::kDone) state_ = State::kClauses;
      return;
    case TokenKind::kQuotedName:
      if (depth_ >= kMaxDepth) return;
      if (state_ == State::kTable) return BeginName(token.text);
      if (state_ == State::kCommonTable) return SeeCommonTable(token.text);
      return EndName();
    case TokenKind::kWord:
      if (depth_ < kMaxDepth) SeeWord(token.text);
  }
}

const QuerySummary& SummaryWriter::Finish() noexcept {
  EndName();
  return summary_;
}

void SummaryWriter::SeeWord(std::string_view word) noexcept {
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
      return SeeClause(word);
    case State::kClauses:
      return SeeClause(word);
    case State::kDone:
      return;
  }
}

void SummaryWriter::SeeVerb(std::string_view word) noexcept {
  if (EqualsNoCase(word, "select")) return SeeClause(word);
  if (EqualsNoCase(word, "with")) {
    state_ = State::kCommonTable;
    in_with_ = true;
    with_depth_ = depth_;
    return;
  }
  Level& level = levels_[depth_];
  if (IsAnyOf(word, kVerbsOfTables)) {
    state_ = State::kTable;
    level.lists_tables = EqualsNoCase(word, "update") || EqualsNoCase(word, "lock");
  } else if (EqualsNoCase(word, "delete")) {
    state_ = State::kClauses;
    level.has_from = true;
  } else if (IsAnyOf(word, kVerbsOfObjects)) {
    state_ = State::kObjectKind;
    drops_ = EqualsNoCase(word, "drop");
  } else if (IsAnyOf(word, kExplaining)) {
    explains_ = true;
  } else if (IsAnyOf(word, kOtherVerbs)) {
    state_ = State::kDone;
  } else {
    if (!explains_) state_ = State::kDone;
    return;
  }
  Write(word);
}

void SummaryWriter::SeeObjectKind(std::string_view word) noexcept {
  if (EqualsNoCase(word, "select")) return SeeClause(word);
  if (IsAnyOf(word, kTableKinds)) {
    levels_[depth_].lists_tables = drops_;
  } else if (IsAnyOf(word, kNamedKinds) || IsAnyOf(word, kProgramKinds)) {
    behind_name_ = State::kDone;
    has_body_ = IsAnyOf(word, kProgramKinds);
  } else if (IsAnyOf(word, kNamelessKinds)) {
    state_ = State::kDone;
    return Write(word);
  } else {
    return;  // OR REPLACE, TEMPORARY, UNIQUE, DEFINER ...
  }
  state_ = State::kTable;
  Write(word);
}

void SummaryWriter::SeeTable(std::string_view word) noexcept {
  if (name_.empty()) {
    if (EqualsNoCase(word, "select")) return SeeClause(word);
    if (EqualsNoCase(word, "with")) return SeeVerb(word);
    if (IsAnyOf(word, kBeforeTable)) return;
    // TRUNCATE TABLE, LOCK TABLES; behind FROM it would be a name.
    if (IsAnyOf(word, kTableKinds) && !levels_[depth_].has_from) return Write(word);
  }
  BeginName(word);
}

void SummaryWriter::SeeCommonTable(std::string_view name) noexcept {
  if (EqualsNoCase(name, "recursive")) return;
  if (common_table_count_ < kMaxCommonTables) common_tables_[common_table_count_++] = name;
  state_ = State::kClauses;
}

void SummaryWriter::SeeClause(std::string_view word) noexcept {
  Level& level = levels_[depth_];
  if (EqualsNoCase(word, "select")) {
    if (in_with_ && depth_ == with_depth_) in_with_ = false;
    level = {false, true};
    state_ = State::kClauses;
    return Write(word);
  }
  if (in_with_ && depth_ == with_depth_) {
    if (EqualsNoCase(word, "as")) return;
    in_with_ = false;
    return SeeVerb(word);
  }
  state_ = State::kClauses;
  if (EqualsNoCase(word, "from") && level.has_from) {
    level.lists_tables = true;
    state_ = State::kTable;
  } else if (EqualsNoCase(word, "join") || EqualsNoCase(word, "straight_join")) {
    if (level.lists_tables) state_ = State::kTable;
  } else if (IsAnyOf(word, kEndsTables)) {
    level.lists_tables = false;
  }
}

void SummaryWriter::SeeSymbol(char symbol) noexcept {
  if (symbol == ';') return EndStatement();
  if (symbol == '(') return Open();
  if (symbol == ')') return Close();
  if (state_ == State::kDone || state_ == State::kStart || state_ == State::kObjectKind) return;
  if (depth_ >= kMaxDepth) return;
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
  if (has_body_) full_ = true;
  state_ = State::kStart;
  behind_name_ = State::kClauses;
  drops_ = explains_ = in_with_ = false;
  depth_ = 0;
  levels_[0] = {};
  common_table_count_ = 0;
}

void SummaryWriter::BeginName(std::string_view part) noexcept {
  if (name_.view().size() + part.size() > kMaxSummaryBytes) {
    full_ = true;
    return;
  }
  for (size_t i = 0; i < part.size();) {
    const size_t size = Utf8Size(part, i);
    name_.Append(size == 0 ? "?" : part.substr(i, size));
    i += size == 0 ? 1 : size;
  }
  state_ = State::kTableTail;
}

void SummaryWriter::EndName() noexcept {
  if (name_.empty()) return;
  if (!IsCommonTable(name_.view())) Write(name_.view());
  name_.Assign({});
  state_ = behind_name_;
}

bool SummaryWriter::IsCommonTable(std::string_view name) const noexcept {
  for (size_t i = 0; i < common_table_count_; ++i) {
    const std::string_view common = common_tables_[i];
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

QuerySummary SummarizeSql(std::string_view text, const SqlDialect& dialect) noexcept {
  SqlLexer lexer(text, dialect);
  SummaryWriter writer;
  while (!writer.IsFull()) {
    const Token token = lexer.Next();
    if (token.kind == TokenKind::kEnd) break;
    writer.See(token);
  }
  return writer.Finish();
}

}  // namespace otelwrap::mysql
