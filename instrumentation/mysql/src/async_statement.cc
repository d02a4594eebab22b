// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Prepared statements that do not block, of MariaDB's library.

#include <otelwrap/mysql/async.h>

#ifdef MARIADB_PACKAGE_VERSION_ID

#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/common/switches.h>

#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "library.h"
#include "prepare.h"
#include "traced_call.h"

namespace otelwrap::mysql {
namespace {

bool IsUntraced(const MYSQL_STMT& statement) noexcept {
  return !common::Enabled(common::Component::kMysql) || statement.mysql == nullptr;
}

// The texts of statements that are being prepared: what they will show is known at the end only.
class TextsUnderWay {
 public:
  void Keep(const MYSQL_STMT* statement, std::string_view sql) noexcept {
    constexpr size_t kMaxEntries = 1024;
    try {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (texts_.size() >= kMaxEntries) texts_.clear();
      texts_[statement] = sql;
    } catch (const std::exception&) {
      return;
    }
  }

  std::string Take(const MYSQL_STMT* statement) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto at = texts_.find(statement);
    if (at == texts_.end()) return {};
    std::string text = std::move(at->second);
    texts_.erase(at);
    return text;
  }

 private:
  std::mutex mutex_;
  std::unordered_map<const MYSQL_STMT*, std::string> texts_;
};

TextsUnderWay& AllTextsUnderWay() noexcept {
  static common::NeverDestroyed<TextsUnderWay> texts;
  return texts.get();
}

void KeepInFlight(MYSQL* connection, OpenCall&& call) noexcept {
  call.in_flight = true;
  OpenCalls().Keep(*connection, std::move(call));
}

// `connection`: the statement's, which it forgets where it is lost.
void FinishPrepare(const Instrumentation& instrumentation, MYSQL* connection, OpenCall&& call,
                   MYSQL_STMT* statement, std::string_view sql, int result) noexcept {
  FinishStatement(instrumentation, connection, std::move(call), statement, result);
  const bool known = result == 0 && !sql.empty();
  AllPreparedTexts().Keep(*statement, known ? TextOf(instrumentation, statement, sql) : nullptr);
}

}  // namespace

int StmtPrepareStart(const Instrumentation& instrumentation, int* result, MYSQL_STMT* statement,
                     const char* sql, unsigned long length) noexcept {
  if (statement == nullptr || sql == nullptr) {
    *result = 1;
    return 0;
  }
  if (IsUntraced(*statement)) {
    return ActiveLibrary().stmt_prepare_start(result, statement, sql, length);
  }
  MYSQL* connection = statement->mysql;
  OpenCall call = StartPrepare(instrumentation, connection, {sql, length});
  const int waits = ActiveLibrary().stmt_prepare_start(result, statement, sql, length);
  if (waits != 0) {
    AllTextsUnderWay().Keep(statement, {sql, length});
    KeepInFlight(connection, std::move(call));
  } else {
    FinishPrepare(instrumentation, connection, std::move(call), statement, {sql, length}, *result);
  }
  return waits;
}

int StmtPrepareStart(int* result, MYSQL_STMT* statement, const char* sql,
                     unsigned long length) noexcept {
  return StmtPrepareStart(Default(), result, statement, sql, length);
}

int StmtPrepareCont(const Instrumentation& instrumentation, int* result, MYSQL_STMT* statement,
                    int ready) noexcept {
  if (statement == nullptr) {
    *result = 1;
    return 0;
  }
  MYSQL* connection = statement->mysql;
  const int waits = ActiveLibrary().stmt_prepare_cont(result, statement, ready);
  if (waits == 0 && connection != nullptr) {
    FinishPrepare(instrumentation, connection, OpenCalls().TakeInFlight(*connection), statement,
                  AllTextsUnderWay().Take(statement), *result);
  }
  return waits;
}

int StmtPrepareCont(int* result, MYSQL_STMT* statement, int ready) noexcept {
  return StmtPrepareCont(Default(), result, statement, ready);
}

int StmtExecuteStart(const Instrumentation& instrumentation, int* result,
                     MYSQL_STMT* statement) noexcept {
  if (statement == nullptr) {
    *result = 1;
    return 0;
  }
  if (IsUntraced(*statement)) return ActiveLibrary().stmt_execute_start(result, statement);
  MYSQL* connection = statement->mysql;
  const PreparedText text = AllPreparedTexts().Find(*statement);
  OpenCall call =
      StartExecution(instrumentation, connection, text != nullptr ? *text : NoDescription());
  const int waits = ActiveLibrary().stmt_execute_start(result, statement);
  if (waits != 0) {
    KeepInFlight(connection, std::move(call));
  } else {
    FinishStatement(instrumentation, connection, std::move(call), statement, *result);
  }
  return waits;
}

int StmtExecuteStart(int* result, MYSQL_STMT* statement) noexcept {
  return StmtExecuteStart(Default(), result, statement);
}

int StmtExecuteCont(const Instrumentation& instrumentation, int* result, MYSQL_STMT* statement,
                    int ready) noexcept {
  if (statement == nullptr) {
    *result = 1;
    return 0;
  }
  MYSQL* connection = statement->mysql;
  const int waits = ActiveLibrary().stmt_execute_cont(result, statement, ready);
  if (waits == 0 && connection != nullptr) {
    FinishStatement(instrumentation, connection, OpenCalls().TakeInFlight(*connection), statement,
                    *result);
  }
  return waits;
}

int StmtExecuteCont(int* result, MYSQL_STMT* statement, int ready) noexcept {
  return StmtExecuteCont(Default(), result, statement, ready);
}

}  // namespace otelwrap::mysql

#endif
