// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The test cases of the semantic conventions, from their own file: every one, exactly.

#include <gmock/gmock.h>

#include <otelwrap/mysql/sanitize.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace otelwrap::mysql {
namespace {

nlohmann::json ReadCases() {
  std::ifstream file(OTELWRAP_TEST_DATA "/db-sql-test-cases.json");
  return nlohmann::json::parse(file);
}

TEST(OfficialVectors, AreAllThere) { EXPECT_EQ(ReadCases().size(), 24U); }

TEST(OfficialVectors, TextIsOneOfThoseExpected) {
  for (const auto& test : ReadCases()) {
    std::string text;
    ASSERT_TRUE(SanitizeSql(test["input"]["query"].get<std::string>(), {}, text));
    const auto expected = test["expected"]["db.query.text"].get<std::vector<std::string>>();
    EXPECT_THAT(expected, ::testing::Contains(text)) << test["name"];
  }
}

TEST(OfficialVectors, SummaryIsTheOneExpected) {
  for (const auto& test : ReadCases()) {
    const auto query = test["input"]["query"].get<std::string>();
    EXPECT_EQ(SummarizeSql(query, {}).view(),
              test["expected"]["db.query.summary"].get<std::string>())
        << test["name"];
  }
}

}  // namespace
}  // namespace otelwrap::mysql
