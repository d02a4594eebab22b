// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "arguments.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

namespace otelwrap::hiredis {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

std::vector<std::string> ReadAll(Arguments arguments) {
  std::vector<std::string> all;
  std::string_view argument;
  while (arguments.Next(&argument)) all.emplace_back(argument);
  return all;
}

TEST(ArgumentsTest, BytesThatAreNoCommandHaveNone) {
  const std::string_view kNone[] = {"",     "*",           "*\r\n",          "*x\r\n$1\r\na\r\n",
                                    "*2\n", "GET key\r\n", "*-1\r\n$1\r\na", "$3\r\nGET\r\n"};
  for (const std::string_view bytes : kNone) {
    EXPECT_EQ(Arguments::OfCommand(bytes).total(), 0U) << bytes;
    EXPECT_THAT(ReadAll(Arguments::OfCommand(bytes)), IsEmpty()) << bytes;
  }
}

TEST(ArgumentsTest, WhatBreaksOffIsReadAsFarAsItGoes) {
  EXPECT_THAT(ReadAll(Arguments::OfCommand("*2\r\n$3\r\nGET\r\n$9\r\nkey\r\n")),
              ElementsAre("GET"));
  EXPECT_THAT(ReadAll(Arguments::OfCommand("*2\r\n$3\r\nGET\r\n$18446744073709551615\r\nkey")),
              ElementsAre("GET"));
  EXPECT_THAT(ReadAll(Arguments::OfCommand("*2\r\n$99999999999999999999\r\nGET\r\n")), IsEmpty());
  EXPECT_THAT(ReadAll(Arguments::OfCommand("*2\r\n$3\r\nGET\r\nkey")), ElementsAre("GET"));
}

TEST(ArgumentsTest, ReadsWhatHiredisFormats) {
  const std::string bytes("*3\r\n$3\r\nSET\r\n$0\r\n\r\n$4\r\na\0\r\n\r\n", 29);
  const Arguments arguments = Arguments::OfCommand(bytes);
  EXPECT_EQ(arguments.total(), 3U);
  EXPECT_THAT(ReadAll(arguments), ElementsAre("SET", "", std::string("a\0\r\n", 4)));
}

TEST(ArgumentsTest, ReadsArgvWithAndWithoutLengths) {
  const char* const texts[] = {"GET", "a\0b"};
  const size_t lengths[] = {3, 3};
  EXPECT_THAT(ReadAll(Arguments::OfArgv(2, texts, nullptr)), ElementsAre("GET", "a"));
  EXPECT_THAT(ReadAll(Arguments::OfArgv(2, texts, lengths)),
              ElementsAre("GET", std::string("a\0b", 3)));
  EXPECT_THAT(ReadAll(Arguments::OfArgv(-1, texts, lengths)), IsEmpty());
  EXPECT_THAT(ReadAll(Arguments::OfArgv(1, nullptr, nullptr)), IsEmpty());
}

TEST(ArgumentsTest, ReadStopsAtTheCapacityAndGoesOnFromThere) {
  const std::string_view views[] = {"DEL", "a", "b"};
  Arguments arguments = Arguments::OfViews(views, 3);
  std::string_view first[2];
  EXPECT_EQ(arguments.Read(first, 2), 2U);
  EXPECT_EQ(first[1], "a");
  EXPECT_THAT(ReadAll(arguments), ElementsAre("b"));
}

}  // namespace
}  // namespace otelwrap::hiredis
