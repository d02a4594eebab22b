// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// However many statements there were, the same or all different, no memory is kept for them.
//
// OTELWRAP_TEST_STATEMENTS=10000000 makes it the long run of benchmarks/README.md, which prints
// what the process holds at its beginning, its middle and its end.

#include <otelwrap/mysql/result.h>
#include <otelwrap/mysql/session.h>
#include <otelwrap/mysql/sql_cache.h>
#include <otelwrap/mysql/statement.h>
#include <otelwrap/testing/allocation_counter.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <fstream>
#include <functional>
#include <optional>
#include <utility>

#include "from_environment.h"
#include "shop.h"

namespace otelwrap::mysql {
namespace {

using namespace otelwrap::testing;

constexpr unsigned long kStatements = 10000;

long ResidentKilobytes() {
  long size = 0;
  long resident = 0;
  std::ifstream("/proc/self/statm") >> size >> resident;
  return resident * (sysconf(_SC_PAGESIZE) / 1024);
}

// Runs `work` with each number, after some to warm up, and expects that nothing is kept.
void ExpectSteady(const char* what, const std::function<void(unsigned long)>& work) {
  const unsigned long count = FromEnvironment("OTELWRAP_TEST_STATEMENTS", kStatements);
  const unsigned long warm = count / 10;
  for (unsigned long i = 0; i < warm; ++i) work(i);
  const AllocationCounter counter;
  std::array<long, 3> resident = {ResidentKilobytes(), 0, 0};
  for (unsigned long i = warm; i < count; ++i) {
    if (i == count / 2) resident[1] = ResidentKilobytes();
    work(i);
  }
  resident[2] = ResidentKilobytes();
  EXPECT_EQ(counter.Allocations(), counter.Deallocations()) << what;
  if (count == kStatements) return;
  std::printf("%s, %lu times: %ld, %ld, %ld kB\n", what, count, resident[0], resident[1],
              resident[2]);
}

using Text = std::array<char, 160>;

Text Different(unsigned long number) {
  Text text{};
  std::snprintf(text.data(), text.size(),
                "SELECT name, 'secret-%lu' AS c%lu FROM item WHERE id = %lu AND name <> '%lx'",
                number, number, number % 3, number);
  return text;
}

TEST(SteadySanitiserTest, KeepsNothingOfStatementsThatAreAllDifferent) {
  SqlCache cache;
  std::string text;
  QuerySummary summary;
  ExpectSteady("sanitised", [&](unsigned long number) {
    const Text sql = Different(number);
    ASSERT_TRUE(DescribeSql(sql.data(), {}, text, summary));
    ASSERT_EQ(cache.Describe(sql.data(), {}, {}).summary.view(), "SELECT item");
  });
}

class SteadyTest : public Shop {
 protected:
  void SetUp() override {
    Shop::SetUp();
    SpanCatcherOptions off;
    off.sampling = Sampling::kAlwaysOff;
    spans_.emplace(std::move(off));
    Options options;
    options.row_counts = options.warnings = options.prepare = true;
    options.fetches = options.returned_rows = options.sql_comments = true;
    everything_ = Make(options).value;
  }
  void TearDown() override {
    everything_.reset();
    spans_.reset();
    Shop::TearDown();
  }

  std::optional<SpanCatcher> spans_;
  const MetricCatcher metrics_;
  std::shared_ptr<const Instrumentation> everything_;
};

TEST_F(SteadyTest, QueriesThatAreAllDifferent) {
  ExpectSteady("queries, all different", [&](unsigned long number) {
    ASSERT_EQ(Query(handle_, Different(number).data()), 0) << mysql_error(handle_);
    mysql_free_result(mysql_store_result(handle_));
  });
}

TEST_F(SteadyTest, QueriesWithAllThatMayBeKept) {
  ExpectSteady("queries with every option", [&](unsigned long number) {
    ASSERT_EQ(Query(*everything_, handle_, Different(number).data()), 0) << mysql_error(handle_);
    const Result rows = number % 2 == 0 ? Result::Store(handle_) : Result::Use(handle_);
  });
}

TEST_F(SteadyTest, PreparedStatementsThatAreAllDifferent) {
  ExpectSteady("prepared, all different", [&](unsigned long number) {
    const Text sql = Different(number);
    Statement statement(handle_, everything_);
    ASSERT_EQ(statement.Prepare(sql.data()), 0) << statement.Error();
    ASSERT_EQ(statement.Execute(), 0) << statement.Error();
  });
}

}  // namespace
}  // namespace otelwrap::mysql
