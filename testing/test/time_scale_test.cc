// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "time_scale.h"

#include <gmock/gmock.h>

namespace otelwrap::testing {
namespace {

using ::testing::ElementsAre;

TEST(FormatDuration, HasThreeDigitsAndTheUnitThatSuits) {
  const struct {
    uint64_t nanos;
    const char* text;
  } cases[] = {
      {0, "0 ns"},
      {999, "999 ns"},
      {1000, "1.00 µs"},
      {9994, "9.99 µs"},
      {9995, "10.0 µs"},
      {12345, "12.3 µs"},
      {99949, "99.9 µs"},
      {99950, "100 µs"},
      {999499, "999 µs"},
      {999500, "1.00 ms"},
      {45'200'000, "45.2 ms"},
      {999'999'999, "1.00 s"},
      {59'900'000'000, "59.9 s"},
      {60'000'000'000, "1 m 00 s"},
      {3'599'000'000'000, "59 m 59 s"},
      {3'600'000'000'000, "1 h 00 m"},
      {UINT64_MAX, "5124095 h 34 m"},
  };
  for (const auto& test : cases) EXPECT_EQ(FormatDuration(test.nanos, true), test.text);
  EXPECT_EQ(FormatDuration(1500, false), "1.50 us");
}

TEST(FormatTick, HasNoZerosAtTheEnd) {
  EXPECT_EQ(FormatTick(0, true), "0");
  EXPECT_EQ(FormatTick(1'500'000, true), "1.5 ms");
  EXPECT_EQ(FormatTick(20'000'000, true), "20 ms");
  EXPECT_EQ(FormatTick(100'000, false), "100 us");
  EXPECT_EQ(FormatTick(7, false), "7 ns");
}

TEST(Ticks, AreRoundNumbersApart) {
  EXPECT_THAT(Ticks(0, 5), ElementsAre(0));
  EXPECT_THAT(Ticks(1, 5), ElementsAre(0, 1));
  EXPECT_THAT(Ticks(45, 5), ElementsAre(0, 10, 20, 30, 40));
  EXPECT_THAT(Ticks(50, 5), ElementsAre(0, 20, 40));
  EXPECT_THAT(Ticks(100, 3), ElementsAre(0, 50, 100));
  EXPECT_THAT(Ticks(999, 2), ElementsAre(0, 500));
}

TEST(Ticks, OfTheLongestTimeEnd) { EXPECT_LE(Ticks(UINT64_MAX, 8).size(), 8U); }

}  // namespace
}  // namespace otelwrap::testing
