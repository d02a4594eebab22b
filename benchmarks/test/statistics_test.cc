// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "paired/statistics.h"

#include <gtest/gtest.h>

namespace otelwrap::benchmarks {
namespace {

TEST(Statistics, NoValuesGiveZeros) {
  const Spread spread = SpreadOf({});
  EXPECT_EQ(spread.first_quartile, 0);
  EXPECT_EQ(spread.median, 0);
  EXPECT_EQ(spread.third_quartile, 0);
}

TEST(Statistics, OneValueIsAllOfThem) {
  const Spread spread = SpreadOf({7});
  EXPECT_EQ(spread.first_quartile, 7);
  EXPECT_EQ(spread.median, 7);
  EXPECT_EQ(spread.third_quartile, 7);
}

TEST(Statistics, OddNumberInAnyOrder) {
  const Spread spread = SpreadOf({5, 1, 4, 2, 3});
  EXPECT_DOUBLE_EQ(spread.first_quartile, 2);
  EXPECT_DOUBLE_EQ(spread.median, 3);
  EXPECT_DOUBLE_EQ(spread.third_quartile, 4);
}

TEST(Statistics, EvenNumberIsInterpolated) {
  const Spread spread = SpreadOf({40, 10, 30, 20});
  EXPECT_DOUBLE_EQ(spread.first_quartile, 17.5);
  EXPECT_DOUBLE_EQ(spread.median, 25);
  EXPECT_DOUBLE_EQ(spread.third_quartile, 32.5);
}

TEST(Statistics, OneOutlierDoesNotMoveTheMiddle) {
  EXPECT_DOUBLE_EQ(SpreadOf({1, 1, 1, 1, 1000}).third_quartile, 1);
}

}  // namespace
}  // namespace otelwrap::benchmarks
