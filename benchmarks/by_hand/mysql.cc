// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "by_hand/mysql.h"

#include <opentelemetry/context/context.h>

#include <cstring>

namespace otelwrap::benchmarks {
namespace {

namespace trace = opentelemetry::trace;
using SteadyClock = std::chrono::steady_clock;

constexpr char kSummary[] = "SELECT item";
constexpr char kText[] = "SELECT id, name FROM item WHERE id = ?";

}  // namespace

MysqlByHand::MysqlByHand(MYSQL* handle)
    : handle_(handle),
      system_(std::strstr(mysql_get_server_info(handle), "MariaDB") != nullptr ? "mariadb"
                                                                               : "mysql"),
      address_(handle->host),
      port_(handle->port),
      schema_(handle->db),
      instruments_("db.client.operation.duration") {}

template <class Call>
int MysqlByHand::Trace(const Call& call) {
  const SteadyClock::time_point start = SteadyClock::now();
  const auto span = instruments_.tracer->StartSpan(kSummary,
                                                   {{"db.system.name", system_},
                                                    {"server.address", address_},
                                                    {"server.port", port_},
                                                    {"db.namespace", schema_},
                                                    {"db.query.summary", kSummary},
                                                    {"db.query.text", kText}},
                                                   ClientSpanFrom(start));
  const int result = call();
  if (result != 0) span->SetStatus(trace::StatusCode::kError);
  const SteadyClock::time_point end = SteadyClock::now();
  span->End(EndAt(end));
  instruments_.duration->Record(std::chrono::duration<double>(end - start).count(),
                                {{"db.system.name", system_},
                                 {"server.address", address_},
                                 {"server.port", port_},
                                 {"db.namespace", schema_},
                                 {"db.query.summary", kSummary}},
                                opentelemetry::context::Context{});
  return result;
}

int MysqlByHand::Query(const char* sql) {
  return Trace([&] { return mysql_query(handle_, sql); });
}

int MysqlByHand::Execute(MYSQL_STMT* statement) {
  return Trace([&] { return mysql_stmt_execute(statement); });
}

}  // namespace otelwrap::benchmarks
