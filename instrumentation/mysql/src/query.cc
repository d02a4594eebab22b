// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/query.h>

#include <utility>

#include "classify.h"
#include "fetches.h"
#include "library.h"
#include "sent_sql.h"
#include "traced_call.h"

namespace otelwrap::mysql {
namespace {

constexpr int kMisuse = 1;

bool IsOff() noexcept { return !common::Enabled(common::Component::kMysql); }

bool IsRefused(MYSQL* handle, const MYSQL_RES* rows) noexcept {
  return rows == nullptr && IsOutOfSync(ActiveLibrary().error_number(handle));
}

void EndStored(FetchWatch& watch, MYSQL* handle, const MYSQL_RES* rows) noexcept {
  watch.Add(rows != nullptr ? rows->row_count : 0);
  watch.End(rows == nullptr, rows == nullptr ? ActiveLibrary().error_number(handle) : 0);
}

}  // namespace

[[gnu::hot]] int Query(const Instrumentation& instrumentation, MYSQL* handle,
                       const char* sql) noexcept {
  if (handle == nullptr || sql == nullptr) return kMisuse;
  if (IsOff()) return ActiveLibrary().query(handle, sql);
  return TracedRealQuery(instrumentation, handle, sql, nullptr);
}

[[gnu::hot]] int Query(MYSQL* handle, const char* sql) noexcept {
  return Query(Default(), handle, sql);
}

[[gnu::hot]] int RealQuery(const Instrumentation& instrumentation, MYSQL* handle, const char* sql,
                           unsigned long length) noexcept {
  if (handle == nullptr || sql == nullptr) return kMisuse;
  if (IsOff()) return ActiveLibrary().real_query(handle, sql, length);
  return TracedRealQuery(instrumentation, handle, {sql, length}, nullptr);
}

[[gnu::hot]] int RealQuery(MYSQL* handle, const char* sql, unsigned long length) noexcept {
  return RealQuery(Default(), handle, sql, length);
}

int SendQuery(const Instrumentation& instrumentation, MYSQL* handle, const char* sql,
              unsigned long length) noexcept {
  if (handle == nullptr || sql == nullptr) return kMisuse;
  const Library& library = ActiveLibrary();
  if (IsOff()) return library.send_query(handle, sql, length);
  OpenCall call = StartQuery(instrumentation, handle, {sql, length}, nullptr);
  const SentSql sent(instrumentation, handle, call.operation, {sql, length});
  const int result = library.send_query(handle, sent.data(), sent.size());
  if (result == 0) {
    call.awaited = true;
    OpenCalls().Keep(*handle, std::move(call));
  } else {
    FinishQuery(instrumentation, handle, std::move(call),
                ResultOf(*handle, result, library.error_number(handle)));
  }
  return result;
}

int SendQuery(MYSQL* handle, const char* sql, unsigned long length) noexcept {
  return SendQuery(Default(), handle, sql, length);
}

bool ReadQueryResult(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  if (handle == nullptr) return true;
  const Library& library = ActiveLibrary();
  const bool failed = library.read_query_result(handle) != 0;
  if (IsOff()) return failed;
  FinishQuery(instrumentation, handle, OpenCalls().Take(*handle),
              ResultOf(*handle, failed ? 1 : 0, library.error_number(handle)));
  return failed;
}

bool ReadQueryResult(MYSQL* handle) noexcept { return ReadQueryResult(Default(), handle); }

int NextResult(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  if (handle == nullptr) return kMisuse;
  BeginNext(*handle);
  const int result = ActiveLibrary().next_result(handle);
  FinishNext(instrumentation, handle, result);
  return result;
}

int NextResult(MYSQL* handle) noexcept { return NextResult(Default(), handle); }

MYSQL_RES* StoreResult(MYSQL* handle) noexcept {
  if (handle == nullptr) return nullptr;
  const Library& library = ActiveLibrary();
  FetchWatch watch(handle);
  const bool failed_before = library.error_number(handle) != 0;
  MYSQL_RES* rows = library.store_result(handle);
  if (IsRefused(handle, rows)) return rows;
  if (watch.IsOn()) {
    EndStored(watch, handle, rows);
  } else if (rows == nullptr && !failed_before && !OpenCalls().Has(*handle)) {
    const unsigned int number = library.error_number(handle);
    if (number != 0) EndUnwatched(handle, number);
  }
  FinishRows(handle, rows, true);
  return rows;
}

MYSQL_RES* UseResult(MYSQL* handle) noexcept {
  if (handle == nullptr) return nullptr;
  FetchWatch watch(handle);
  MYSQL_RES* rows = ActiveLibrary().use_result(handle);
  if (IsRefused(handle, rows)) return rows;
  if (watch.IsOn() && rows == nullptr) watch.End(true, ActiveLibrary().error_number(handle));
  FinishRows(handle, rows, false);
  return rows;
}

Call::Call(const Instrumentation& instrumentation, MYSQL* handle, std::string_view sql) noexcept
    : handle_(handle) {
  if (handle == nullptr) return;
  operation_ = std::move(StartQuery(instrumentation, handle, sql, nullptr).operation);
}

void Call::End(int result) noexcept {
  if (!operation_.IsActive()) return;
  const unsigned int error_number = result == 0 ? 0 : ActiveLibrary().error_number(handle_);
  operation_.End(Classify(result, error_number));
}

Call Trace(const Instrumentation& instrumentation, MYSQL* handle, std::string_view sql) noexcept {
  return Call(instrumentation, handle, sql);
}

Call Trace(MYSQL* handle, std::string_view sql) noexcept { return Trace(Default(), handle, sql); }

}  // namespace otelwrap::mysql
