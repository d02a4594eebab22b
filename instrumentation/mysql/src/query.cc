// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/query.h>

#include "classify.h"
#include "library.h"
#include "traced_call.h"

namespace otelwrap::mysql {
namespace {

constexpr int kMisuse = 1;

bool IsOff() noexcept { return !common::Enabled(common::Component::kMysql); }

}  // namespace

int Query(const Instrumentation& instrumentation, MYSQL* handle, const char* sql) noexcept {
  if (handle == nullptr || sql == nullptr) return kMisuse;
  const Library& library = ActiveLibrary();
  if (IsOff()) return library.query(handle, sql);
  Call call(instrumentation, handle, sql);
  const int result = library.query(handle, sql);
  call.End(result);
  return result;
}

int Query(MYSQL* handle, const char* sql) noexcept { return Query(Default(), handle, sql); }

int RealQuery(const Instrumentation& instrumentation, MYSQL* handle, const char* sql,
              unsigned long length) noexcept {
  if (handle == nullptr || sql == nullptr) return kMisuse;
  if (IsOff()) return ActiveLibrary().real_query(handle, sql, length);
  return TracedRealQuery(instrumentation, handle, {sql, length}, nullptr);
}

int RealQuery(MYSQL* handle, const char* sql, unsigned long length) noexcept {
  return RealQuery(Default(), handle, sql, length);
}

Call::Call(const Instrumentation& instrumentation, MYSQL* handle, std::string_view sql) noexcept
    : handle_(handle) {
  if (handle != nullptr) operation_ = StartQuery(instrumentation, handle, sql, nullptr);
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
