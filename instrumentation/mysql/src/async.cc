// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/async.h>

#include <utility>

#include "library.h"
#include "traced_call.h"

namespace otelwrap::mysql {
namespace {

bool IsOff() noexcept { return !common::Enabled(common::Component::kMysql); }

void Finish(const Instrumentation& instrumentation, MYSQL* handle, OpenCall&& call,
            int result) noexcept {
  call.in_flight = false;
  FinishQuery(instrumentation, handle, std::move(call),
              ResultOf(*handle, result, ActiveLibrary().error_number(handle)));
}

}  // namespace

#ifdef MARIADB_PACKAGE_VERSION_ID

int RealQueryStart(const Instrumentation& instrumentation, int* result, MYSQL* handle,
                   const char* sql, unsigned long length) noexcept {
  if (handle == nullptr || sql == nullptr) {
    *result = 1;
    return 0;
  }
  if (IsOff()) return ::mysql_real_query_start(result, handle, sql, length);
  OpenCall call = StartQuery(instrumentation, handle, {sql, length}, nullptr);
  const int waits = ::mysql_real_query_start(result, handle, sql, length);
  if (waits == 0) {
    Finish(instrumentation, handle, std::move(call), *result);
  } else {
    call.in_flight = true;
    OpenCalls().Keep(*handle, std::move(call));
  }
  return waits;
}

int RealQueryStart(int* result, MYSQL* handle, const char* sql, unsigned long length) noexcept {
  return RealQueryStart(Default(), result, handle, sql, length);
}

int RealQueryCont(const Instrumentation& instrumentation, int* result, MYSQL* handle,
                  int ready) noexcept {
  if (handle == nullptr) {
    *result = 1;
    return 0;
  }
  const int waits = ::mysql_real_query_cont(result, handle, ready);
  if (waits == 0 && !IsOff()) {
    Finish(instrumentation, handle, OpenCalls().Take(*handle), *result);
  }
  return waits;
}

int RealQueryCont(int* result, MYSQL* handle, int ready) noexcept {
  return RealQueryCont(Default(), result, handle, ready);
}

#else

net_async_status RealQueryNonblocking(const Instrumentation& instrumentation, MYSQL* handle,
                                      const char* sql, unsigned long length) noexcept {
  if (handle == nullptr || sql == nullptr) return NET_ASYNC_ERROR;
  if (IsOff()) return ::mysql_real_query_nonblocking(handle, sql, length);
  OpenCall call = OpenCalls().Take(*handle);
  if (!call.in_flight) {
    call.operation.End({});  // an earlier query, of which not all results were asked for
    call = StartQuery(instrumentation, handle, {sql, length}, nullptr);
  }
  const net_async_status status = ::mysql_real_query_nonblocking(handle, sql, length);
  if (status == NET_ASYNC_NOT_READY) {
    call.in_flight = true;
    OpenCalls().Keep(*handle, std::move(call));
  } else {
    Finish(instrumentation, handle, std::move(call), status == NET_ASYNC_ERROR ? 1 : 0);
  }
  return status;
}

net_async_status RealQueryNonblocking(MYSQL* handle, const char* sql,
                                      unsigned long length) noexcept {
  return RealQueryNonblocking(Default(), handle, sql, length);
}

#endif

}  // namespace otelwrap::mysql
