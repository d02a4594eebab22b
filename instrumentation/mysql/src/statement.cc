// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/statement.h>

#include <utility>

#include "classify.h"
#include "fetches.h"
#include "library.h"
#include "prepare.h"
#include "prepared_texts.h"
#include "statement_attributes.h"
#include "traced_call.h"

namespace otelwrap::mysql {
namespace {

constexpr int kMisuse = 1;

bool IsOff() noexcept { return !common::Enabled(common::Component::kMysql); }

struct Prepared {
  int result;
  PreparedText text;
};

Prepared TracedPrepare(const Instrumentation& instrumentation, MYSQL_STMT* statement,
                       std::string_view sql) noexcept {
  const Library& library = ActiveLibrary();
  MYSQL* connection = statement->mysql;
  if (IsOff() || connection == nullptr) {
    return {library.stmt_prepare(statement, sql.data(), sql.size()), nullptr};
  }
  OpenCall call = StartPrepare(instrumentation, connection, sql);
  const int result = library.stmt_prepare(statement, sql.data(), sql.size());
  FinishStatement(instrumentation, connection, std::move(call), statement, result);
  return {result, result == 0 ? TextOf(instrumentation, statement, sql) : nullptr};
}

[[gnu::hot]] int TracedExecute(const Instrumentation& instrumentation, MYSQL_STMT* statement,
                               const PreparedText& text) noexcept {
  const Library& library = ActiveLibrary();
  MYSQL* connection = statement->mysql;
  if (IsOff() || connection == nullptr) return library.stmt_execute(statement);
  OpenCall call =
      StartExecution(instrumentation, connection, text != nullptr ? *text : NoDescription());
  const SentAttributes attributes(instrumentation, statement, call.operation);
  const int result = library.stmt_execute(statement);
  FinishStatement(instrumentation, connection, std::move(call), statement, result);
  return result;
}

// MariaDB's library gives the number of a lost connection to the connection only.
// `unheard`: nobody was told of an error before.
void EndFetch(FetchWatch& watch, MYSQL_STMT* statement, MYSQL* connection, bool failed,
              bool unheard) noexcept {
  const Library& library = ActiveLibrary();
  unsigned int number = failed ? library.stmt_error_number(statement) : 0;
  if (failed && number == 0 && connection != nullptr) number = library.error_number(connection);
  if (watch.IsOn()) return watch.End(failed, number);
  if (failed && unheard && connection != nullptr) EndUnwatched(connection, number);
}

}  // namespace

int StmtPrepare(const Instrumentation& instrumentation, MYSQL_STMT* statement, const char* sql,
                unsigned long length) noexcept {
  if (statement == nullptr || sql == nullptr) return kMisuse;
  Prepared prepared = TracedPrepare(instrumentation, statement, {sql, length});
  AllPreparedTexts().Keep(*statement, std::move(prepared.text));
  return prepared.result;
}

int StmtPrepare(MYSQL_STMT* statement, const char* sql, unsigned long length) noexcept {
  return StmtPrepare(Default(), statement, sql, length);
}

bool StmtBindParam(const Instrumentation& instrumentation, MYSQL_STMT* statement, MYSQL_BIND* binds,
                   unsigned count, const char** names) noexcept {
  if (statement == nullptr) return true;
  return BindParameters(instrumentation, statement, binds, count, names);
}

bool StmtBindParam(MYSQL_STMT* statement, MYSQL_BIND* binds, unsigned count,
                   const char** names) noexcept {
  return StmtBindParam(Default(), statement, binds, count, names);
}

[[gnu::hot]] int StmtExecute(const Instrumentation& instrumentation,
                             MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) return kMisuse;
  if (IsOff()) return ActiveLibrary().stmt_execute(statement);
  return TracedExecute(instrumentation, statement, AllPreparedTexts().Find(*statement));
}

[[gnu::hot]] int StmtExecute(MYSQL_STMT* statement) noexcept {
  return StmtExecute(Default(), statement);
}

int StmtNextResult(const Instrumentation& instrumentation, MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) return kMisuse;
  if (statement->mysql != nullptr) BeginNext(*statement->mysql);
  const int result = ActiveLibrary().stmt_next_result(statement);
  if (statement->mysql == nullptr) return result;
  if (result > 0 && IsOutOfSync(ActiveLibrary().stmt_error_number(statement))) return result;
  OpenCall call = OpenCalls().Take(*statement->mysql);
  if (result < 0) {
    call.operation.End({});
  } else {
    FinishStatement(instrumentation, statement->mysql, std::move(call), statement, result);
  }
  return result;
}

int StmtNextResult(MYSQL_STMT* statement) noexcept { return StmtNextResult(Default(), statement); }

int StmtStoreResult(MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) return kMisuse;
  const Library& library = ActiveLibrary();
  MYSQL* connection = statement->mysql;
  FetchWatch watch(connection);
  const bool unheard = library.stmt_error_number(statement) == 0;
  const int result = library.stmt_store_result(statement);
  if (watch.IsOn()) watch.Add(result == 0 ? ::mysql_stmt_num_rows(statement) : 0);
  EndFetch(watch, statement, connection, result != 0, unheard);
  return result;
}

int StmtFetch(MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) return kMisuse;
  const Library& library = ActiveLibrary();
  MYSQL* connection = statement->mysql;
  FetchWatch watch(connection);
  const bool unheard = library.stmt_error_number(statement) == 0;
  const int result = library.stmt_fetch(statement);
  if (result == 0 || result == MYSQL_DATA_TRUNCATED) {
    if (watch.IsOn()) watch.Add(1);
  } else {
    EndFetch(watch, statement, connection, result != MYSQL_NO_DATA, unheard);
  }
  return result;
}

bool StmtFreeResult(MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) return true;
  FetchWatch watch(statement->mysql);
  const bool failed = ActiveLibrary().stmt_free_result(statement) != 0;
  if (watch.IsOn()) watch.End(false, 0);
  return failed;
}

bool StmtClose(MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) return true;
  AllPreparedTexts().Forget(*statement);
  if (statement->mysql != nullptr) {
    EndOldFetch(*statement->mysql);
    OpenCalls().EndOld(*statement->mysql);
  }
  const bool failed = ActiveLibrary().stmt_close(statement) != 0;
  ForgetAttributes(statement);
  return failed;
}

Statement::Statement(MYSQL* connection,
                     std::shared_ptr<const Instrumentation> instrumentation) noexcept
    : instrumentation_(std::move(instrumentation)),
      handle_(connection != nullptr ? ::mysql_stmt_init(connection) : nullptr) {}

Statement::~Statement() { Close(); }

Statement::Statement(Statement&& other) noexcept
    : instrumentation_(std::move(other.instrumentation_)),
      handle_(std::exchange(other.handle_, nullptr)),
      text_(std::move(other.text_)),
      text_of_(other.text_of_) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  if (this == &other) return *this;
  Close();
  instrumentation_ = std::move(other.instrumentation_);
  handle_ = std::exchange(other.handle_, nullptr);
  text_ = std::move(other.text_);
  text_of_ = other.text_of_;
  return *this;
}

void Statement::Close() noexcept {
  if (handle_ != nullptr) StmtClose(std::exchange(handle_, nullptr));
  text_.reset();
}

const Instrumentation& Statement::instrumentation() const noexcept {
  return instrumentation_ != nullptr ? *instrumentation_ : Default();
}

int Statement::Prepare(std::string_view sql) noexcept {
  if (handle_ == nullptr) return kMisuse;
  Prepared prepared = TracedPrepare(instrumentation(), handle_, sql);
  text_ = std::move(prepared.text);
  text_of_ = handle_->stmt_id;
  AllPreparedTexts().Keep(*handle_, text_);  // for the free functions
  return prepared.result;
}

bool Statement::BindParam(MYSQL_BIND* binds, unsigned count, const char** names) noexcept {
  return StmtBindParam(instrumentation(), handle_, binds, count, names);
}

int Statement::Execute() noexcept {
  if (handle_ == nullptr) return kMisuse;
  if (text_ != nullptr && text_of_ == handle_->stmt_id) {
    return TracedExecute(instrumentation(), handle_, text_);
  }
  return StmtExecute(instrumentation(), handle_);  // prepared by a free function
}

int Statement::NextResult() noexcept { return StmtNextResult(instrumentation(), handle_); }

const char* Statement::Error() const noexcept {
  return handle_ != nullptr ? ::mysql_stmt_error(handle_) : "there is no connection";
}

unsigned int Statement::ErrorNumber() const noexcept {
  constexpr unsigned int kOutOfMemory = 2008;  // CR_OUT_OF_MEMORY
  return handle_ != nullptr ? ::mysql_stmt_errno(handle_) : kOutOfMemory;
}

}  // namespace otelwrap::mysql
