// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What was seen before is not read again; what differs in anything is.

#include <gmock/gmock.h>

#include <otelwrap/mysql/sql_cache.h>
#include <otelwrap/testing/allocation_counter.h>

#include <string>

namespace otelwrap::mysql {
namespace {

constexpr SqlDialect kUtf8{false, false, "utf8mb4"};

std::string Numbered(const char* before, int number) { return before + std::to_string(number); }

TEST(SqlCache, ADifferentDialectIsReadAgain) {
  SqlCache cache;
  const std::string sql = R"(SELECT "a", 'b\')";
  EXPECT_EQ(cache.Describe(sql, {true, true, "utf8mb4"}, {}).text, R"(SELECT "a", ?)");
  EXPECT_EQ(cache.Describe(sql, {false, true, "utf8mb4"}, {}).text, "SELECT ?, ?");
  EXPECT_EQ(cache.Describe(sql, {true, true, "latin1"}, {}).text, R"(SELECT "a", ?)");
  EXPECT_EQ(cache.Describe(sql, {true, true, "latin1"}, {8, false}).text, R"(SELECT ")");
  EXPECT_EQ(cache.Describe(sql, {true, true, "latin1"}, {}, true).text, sql);
  EXPECT_EQ(cache.misses(), 5U);
}

TEST(SqlCache, RawTextsHideSecretsAllTheSame) {
  SqlCache cache;
  EXPECT_EQ(cache.Describe("UPDATE u SET password = 'secret', a = 'b'", kUtf8, {}, true).text,
            "UPDATE u SET password = ?, a = 'b'");
}

TEST(SqlCache, OnlyTheSameBytesAreTheSameStatement) {
  SqlCache cache;
  for (int round = 0; round < 3; ++round) {
    for (int table = 0; table < 200; ++table) {
      const std::string sql = Numbered("SELECT 'a' FROM t", table);
      const SqlDescription& seen = cache.Describe(sql, kUtf8, {});
      EXPECT_EQ(seen.text, Numbered("SELECT ? FROM t", table));
      EXPECT_EQ(seen.summary.view(), Numbered("SELECT t", table));
    }
  }
}

TEST(SqlCache, WhatIsTooLongIsReadEachTime) {
  SqlCache cache;
  const std::string sql = "SELECT '" + std::string(SqlCache::kMaxKeyBytes, 'x') + "' FROM t";
  EXPECT_EQ(cache.Describe(sql, kUtf8, {}).text, "SELECT ? FROM t");
  EXPECT_EQ(cache.Describe(sql, kUtf8, {}).text, "SELECT ? FROM t");
  EXPECT_EQ(cache.Describe("", kUtf8, {}).text, "");
  EXPECT_EQ(cache.misses(), 3U);
}

TEST(SqlCache, SeenBeforeIsNeitherReadNorAllocated) {
  SqlCache cache;
  const std::string sql = "SELECT name FROM item WHERE id = 7 AND name = 'a name of some length'";
  cache.Describe(sql, kUtf8, {});
  const testing::AllocationCounter counter;
  for (int i = 0; i < 100; ++i)
    EXPECT_EQ(cache.Describe(sql, kUtf8, {}).summary.view(), "SELECT item");
  EXPECT_EQ(counter.Allocations(), 0U);
  EXPECT_EQ(cache.misses(), 1U);
}

TEST(SqlCache, AllDifferentStatementsAllocateNothingOnceWarm) {
  SqlCache cache;
  std::string sql;
  sql.reserve(100);
  const auto describe = [&](int from, int to) {
    for (int i = from; i < to; ++i) {
      sql.assign("SELECT name FROM item WHERE id = ").append(std::to_string(i));
      cache.Describe(sql, kUtf8, {});
    }
  };
  describe(100000, 101000);
  const testing::AllocationCounter counter;
  describe(101000, 110000);
  EXPECT_EQ(counter.Allocations(), 0U);
}

}  // namespace
}  // namespace otelwrap::mysql
