// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Sanitising and summarising SQL: one statement of 100 bytes, the same when it was seen before on
// the connection, and 64 KB of an INSERT (328 µs are 200 MB/s). Nothing of OpenTelemetry is in it.

#include <benchmark/benchmark.h>
#include <otelwrap/mysql/sql_cache.h>

#include <string>
#include <string_view>

#include "harness/subject.h"

namespace otelwrap::benchmarks {
namespace {

constexpr std::string_view kStatement =
    "SELECT id, name, price FROM shop.item WHERE id = 731973 AND name LIKE 'ham%' ORDER BY id "
    "LIMIT 10, 20";
constexpr mysql::SqlDialect kDialect{false, false, "utf8mb4"};

std::string LongInsert() {
  std::string sql = "INSERT INTO item (id, name, note, price) VALUES ";
  while (sql.size() < (1U << 16U)) {
    sql += "(731973, 'a name', 'a note of about forty characters, or so', 12.50), ";
  }
  return sql;
}

void Read(std::string_view sql, size_t times) {
  std::string text;
  mysql::QuerySummary summary;
  for (size_t i = 0; i < times; ++i) {
    mysql::DescribeSql(sql, kDialect, text, summary, {size_t{1} << 20U, false});
    benchmark::DoNotOptimize(text.data());
  }
}

void ReadShort(size_t times) { Read(kStatement, times); }

void ReadLong(size_t times) {
  static const std::string& sql = *new std::string(LongInsert());
  Read(sql, times);
}

void ReadSeenBefore(size_t times) {
  static mysql::SqlCache& cache = *new mysql::SqlCache;
  for (size_t i = 0; i < times; ++i) {
    benchmark::DoNotOptimize(&cache.Describe(kStatement, kDialect, {}));
  }
}

const Registration kShort({"sql-100-bytes", Mode::kSampled, ReadShort, {}, {250, 0, 0}});
const Registration kSeen({"sql-seen-before", Mode::kSampled, ReadSeenBefore, {}, {40, 0, 0}});
const Registration kLong({"sql-64-kilobytes", Mode::kSampled, ReadLong, {}, {328000, 0, 0}});

}  // namespace
}  // namespace otelwrap::benchmarks
