// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Each allocation of ours fails in turn, on a thread that remembers nothing yet: against a real
// server each call gives what it gives without us.
//
// Spans here need no memory, and none has a parent or a child: those of OpenTelemetry itself end
// the process where memory is out.

#include <opentelemetry/trace/propagation/http_trace_context.h>
#include <otelwrap/mysql/query_attributes.h>
#include <otelwrap/mysql/result.h>
#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/sql_cache.h>
#include <otelwrap/mysql/statement.h>
#include <otelwrap/testing/fail_each_allocation.h>
#include <otelwrap/testing/quiet_provider.h>

#include <cstring>

#include "async_driver.h"
#include "shop.h"
#include "spared_library.h"

namespace otelwrap::mysql {
namespace {

namespace propagation = opentelemetry::context::propagation;

using namespace otelwrap::testing;

constexpr std::string_view kHammer = "SELECT name FROM item WHERE id = 1 AND name <> 'long enough'";
constexpr std::string_view kWrong = "SELECT name FROM nowhere WHERE id = 1 AND name <> 'secret'";
constexpr unsigned int kNoSuchTable = 1146;

class AllocationFailureTest : public Shop {
 protected:
  void SetUp() override {
    Shop::SetUp();
    Options options;
    options.tracer_provider = QuietProvider::Make();
    options.propagator = opentelemetry::nostd::shared_ptr<propagation::TextMapPropagator>(
        new opentelemetry::trace::propagation::HttpTraceContext);
    options.metrics = false;
    options.prepare = options.ping = options.row_counts = options.warnings = true;
    options.sampler_sees_all_attributes = options.collapse_lists = true;
    options.connection_times = true;
    options.connection_attributes = {{"program_name", "a-program-with-a-long-name"}};
    options.query_attributes = options.sql_comments = true;
    options.sql_comment_tags = {{"application", "a shop with a long name"}};
    spans_ = Make(options).value;
    // Without spans: those of fetches and transactions would have parents.
    options.traces = false;
    options.fetches = options.returned_rows = options.transactions = true;
    rows_ = Make(options).value;
  }

  // A handle of the library's own, and gone again.
  template <class Work>
  bool WithHandle(Work work) {
    MYSQL* handle = nullptr;
    {
      const SpareAllocations spare;
      handle = mysql_init(nullptr);
      mysql_real_connect(handle, "127.0.0.1", "root", "", "shop", server_->port(), nullptr,
                         CLIENT_MULTI_STATEMENTS);
    }
    const bool good = work(handle);
    Close(handle);
    return good;
  }

  // Its result is one row, and this.
  static bool Gives(MYSQL* handle, const char* value) {
    MYSQL_RES* rows = StoreResult(handle);
    const MYSQL_ROW row = FetchRow(rows);
    const bool same = row != nullptr && std::strcmp(row[0], value) == 0;
    const bool one = FetchRow(rows) == nullptr;
    FreeResult(rows);
    return same && one;
  }

  static bool Fails(MYSQL* handle, int result) {
    return result != 0 && mysql_errno(handle) == kNoSuchTable;
  }

  const SparedLibrary spared_;
  std::shared_ptr<const Instrumentation> spans_;
  std::shared_ptr<const Instrumentation> rows_;
};

TEST_F(AllocationFailureTest, OfQueries) {
  for (const auto& used : {spans_, rows_}) {
    FailEachAllocation(
        [&] {
          return WithHandle([&](MYSQL* handle) {
            bool good = Fails(handle, Query(*used, handle, kWrong.data()));
            good = Query(*used, handle, kHammer.data()) == 0 && Gives(handle, "hammer") && good;
            good = SendQuery(*used, handle, kHammer.data(), kHammer.size()) == 0 &&
                   !ReadQueryResult(*used, handle) && Gives(handle, "hammer") && good;
            Call call = Trace(*used, handle, kHammer);
            call.End(0);
            return good;
          });
        },
        ThreadMemory::kCold);
  }
}

TEST_F(AllocationFailureTest, OfSeveralResults) {
  for (const auto& used : {spans_, rows_}) {
    FailEachAllocation(
        [&] {
          return WithHandle([&](MYSQL* handle) {
            bool good =
                Query(*used, handle, "SELECT 'first of them'; SELECT 'second of them'") == 0;
            good = Gives(handle, "first of them") && NextResult(*used, handle) == 0 && good;
            good = Gives(handle, "second of them") && NextResult(*used, handle) == -1 && good;
            good = Query(*used, handle, "SELECT 'first of them'; SELECT * FROM nowhere") == 0 &&
                   Gives(handle, "first of them") && good;
            return Fails(handle, NextResult(*used, handle)) && good;
          });
        },
        ThreadMemory::kCold);
  }
}

TEST_F(AllocationFailureTest, OfAConnectionAndItsSession) {
  ConnectOptions wrong;
  {
    const SpareAllocations spare;
    wrong = ByTcp();
    wrong.password = "wrong";
  }
  const ConnectOptions right = ByTcp();
  FailEachAllocation(
      [&] {
        Connection connection(spans_);
        bool good = !connection.Connect(wrong) && connection.ErrorNumber() == 1045;
        good = connection.Connect(right) && good;
        good = connection.Query(kHammer) == 0 && Gives(connection, "hammer") && good;
        good = SelectDb(*spans_, connection, "mysql") == 0 && good;
        good = !ChangeUser(*spans_, connection, "root", "", "shop") && good;
        good = Ping(*spans_, connection) == 0 && ResetConnection(*spans_, connection) == 0 && good;
        good = !Autocommit(*rows_, connection, false) && good;
        good = Query(*rows_, connection, "UPDATE item SET name = 'saw' WHERE id = 2") == 0 && good;
        return !Rollback(*rows_, connection) && !Commit(*rows_, connection) && good;
      },
      ThreadMemory::kCold);
}

TEST_F(AllocationFailureTest, OfPreparedStatements) {
  constexpr std::string_view kById = "SELECT name FROM item WHERE id = ? AND name <> 'long enough'";
  int id = 2;
  MYSQL_BIND bind{};
  bind.buffer_type = MYSQL_TYPE_LONG;
  bind.buffer = &id;
  for (const auto& used : {spans_, rows_}) {
    FailEachAllocation(
        [&] {
          return WithHandle([&](MYSQL* handle) {
            MYSQL_STMT* statement = mysql_stmt_init(handle);
            bool good = StmtPrepare(*used, statement, kWrong.data(), kWrong.size()) != 0 &&
                        mysql_stmt_errno(statement) == kNoSuchTable;
            for (const std::string_view sql : {kHammer, kById}) {
              good = StmtPrepare(*used, statement, sql.data(), sql.size()) == 0 && good;
              if (sql == kById) good = !StmtBindParam(*used, statement, &bind, 1) && good;
              good = StmtExecute(*used, statement) == 0 && good;
              good = StmtStoreResult(statement) == 0 && mysql_stmt_num_rows(statement) == 1 && good;
              good = !StmtFreeResult(statement) && good;
            }
            return !StmtClose(statement) && good;
          });
        },
        ThreadMemory::kCold);
  }
}

TEST_F(AllocationFailureTest, OfCallsThatDoNotBlock) {
  FailEachAllocation(
      [&] {
        MYSQL* handle = mysql_init(nullptr);
        bool good = DriveConnect(Who::kOurs, *spans_, handle, server_->port()).succeeded;
        good = DriveQuery(Who::kOurs, *spans_, handle, kHammer).succeeded && good;
        good = Gives(handle, "hammer") && good;
        const Driven wrong = DriveQuery(Who::kOurs, *spans_, handle, kWrong);
        good = wrong.ended && !wrong.succeeded && mysql_errno(handle) == kNoSuchTable && good;
        good = DriveQuery(Who::kOurs, *rows_, handle, "SELECT 'first of them'; SELECT 'second'")
                   .succeeded &&
               Gives(handle, "first of them") && good;
        good = DriveNextResult(Who::kOurs, *rows_, handle).succeeded && Gives(handle, "second") &&
               good;
#ifdef MARIADB_PACKAGE_VERSION_ID
        MYSQL_STMT* statement = mysql_stmt_init(handle);
        good = DrivePrepare(Who::kOurs, *spans_, handle, statement, kHammer).succeeded && good;
        good = DriveExecute(Who::kOurs, *spans_, handle, statement).succeeded && good;
        good = StmtStoreResult(statement) == 0 && good;
        StmtClose(statement);
#endif
        Close(handle);
        return good;
      },
      ThreadMemory::kCold);
}

#ifndef MARIADB_PACKAGE_VERSION_ID

TEST_F(AllocationFailureTest, OfBindingAttributes) {
  char text[] = "a value of the user's";
  const char* name = "a-name-of-the-users-own";
  MYSQL_BIND bind{};
  bind.buffer_type = MYSQL_TYPE_STRING;
  bind.buffer = text;
  bind.buffer_length = sizeof text - 1;
  FailEachAllocation(
      [&] {
        return WithHandle([&](MYSQL* handle) {
          const bool bound = !BindParam(handle, 1, &bind, &name);
          return Query(*spans_, handle, kHammer.data()) == 0 && Gives(handle, "hammer") && bound;
        });
      },
      ThreadMemory::kCold);
}

#endif

TEST_F(AllocationFailureTest, OfTheSanitiserIsAnEmptyText) {
  FailEachAllocation(
      [&] {
        std::string text;
        QuerySummary summary;
        const bool done = DescribeSql(kHammer, {}, text, summary);
        SqlCache cache;
        cache.Describe(kHammer, {}, {});
        return done ? text == "SELECT name FROM item WHERE id = ? AND name <> ?" : text.empty();
      },
      ThreadMemory::kCold);
}

}  // namespace
}  // namespace otelwrap::mysql
