// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/statement.h>

#include <exception>
#include <utility>

#include "library.h"
#include "prepared_texts.h"
#include "statement_attributes.h"
#include "traced_call.h"

namespace otelwrap::mysql {
namespace {

constexpr int kMisuse = 1;

bool IsOff() noexcept { return !common::Enabled(common::Component::kMysql); }

// Shown where there is no text to show.
const SqlDescription& NoDescription() noexcept {
  static const common::NeverDestroyed<SqlDescription> none;
  return none.get();
}

// What spans of this statement show; null without memory.
PreparedText TextOf(const Instrumentation& instrumentation, MYSQL_STMT* statement,
                    std::string_view sql) noexcept {
  const bool has_parameters = ::mysql_stmt_param_count(statement) != 0;
  try {
    return std::make_shared<const SqlDescription>(
        DescribeFor(instrumentation, statement->mysql, sql, has_parameters));
  } catch (const std::exception&) {
    return nullptr;
  }
}

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
  OpenCalls().EndOld(*connection);
  common::Operation operation;
  if (instrumentation.settings().prepare) {
    // Whether it has parameters is not known yet: sanitised.
    const std::string_view text = DescribeFor(instrumentation, connection, sql, false).text;
    operation = StartCommand(instrumentation, connection, {"prepare", {}, text}, nullptr);
  }
  const int result = library.stmt_prepare(statement, sql.data(), sql.size());
  FinishStatement(instrumentation, connection, {std::move(operation)}, statement, result);
  return {result, result == 0 ? TextOf(instrumentation, statement, sql) : nullptr};
}

int TracedExecute(const Instrumentation& instrumentation, MYSQL_STMT* statement,
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

int StmtExecute(const Instrumentation& instrumentation, MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) return kMisuse;
  if (IsOff()) return ActiveLibrary().stmt_execute(statement);
  return TracedExecute(instrumentation, statement, AllPreparedTexts().Find(*statement));
}

int StmtExecute(MYSQL_STMT* statement) noexcept { return StmtExecute(Default(), statement); }

int StmtNextResult(const Instrumentation& instrumentation, MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) return kMisuse;
  const int result = ActiveLibrary().stmt_next_result(statement);
  if (statement->mysql == nullptr) return result;
  OpenCall call = OpenCalls().Take(*statement->mysql);
  if (result < 0) {
    call.operation.End({});
  } else {
    FinishStatement(instrumentation, statement->mysql, std::move(call), statement, result);
  }
  return result;
}

int StmtNextResult(MYSQL_STMT* statement) noexcept { return StmtNextResult(Default(), statement); }

bool StmtClose(MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) return true;
  AllPreparedTexts().Forget(*statement);
  if (statement->mysql != nullptr) OpenCalls().EndOld(*statement->mysql);
  const bool failed = ::mysql_stmt_close(statement) != 0;
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
      text_(std::move(other.text_)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  if (this == &other) return *this;
  Close();
  instrumentation_ = std::move(other.instrumentation_);
  handle_ = std::exchange(other.handle_, nullptr);
  text_ = std::move(other.text_);
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
  return prepared.result;
}

bool Statement::BindParam(MYSQL_BIND* binds, unsigned count, const char** names) noexcept {
  return StmtBindParam(instrumentation(), handle_, binds, count, names);
}

int Statement::Execute() noexcept {
  return handle_ == nullptr ? kMisuse : TracedExecute(instrumentation(), handle_, text_);
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
