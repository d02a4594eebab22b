// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <gmock/gmock.h>

#include "library.h"

namespace otelwrap::mysql {
namespace {

bool HasStatusCode(const common::Outcome& outcome) { return outcome.attributes().size() == 1; }

TEST(Classify, ServersErrorIsItsNumberAndAStatusCode) {
  for (const unsigned int number : {1045U, 1062U, 1064U, 1213U, 1927U, 3024U, 4031U}) {
    const common::Outcome outcome = Classify(1, number);
    EXPECT_EQ(outcome.error_type(), std::to_string(number));
    EXPECT_TRUE(HasStatusCode(outcome)) << number;
    EXPECT_EQ(outcome.description(), "") << "a server's text repeats data";
  }
}

TEST(Classify, ClientsErrorIsItsNumberAlone) {
  for (const unsigned int number : {2000U, 2002U, 2006U, 2013U, 2999U}) {
    const common::Outcome outcome = Classify(1, number);
    EXPECT_EQ(outcome.error_type(), std::to_string(number));
    EXPECT_FALSE(HasStatusCode(outcome)) << number;
  }
}

// A file's error, which the library has too (LOCAL INFILE): nothing says whose it was.
TEST(Classify, SystemsErrorIsItsNumberAlone) {
  for (const unsigned int number : {2U, 13U, 29U, 999U}) {
    const common::Outcome outcome = Classify(1, number);
    EXPECT_EQ(outcome.error_type(), std::to_string(number));
    EXPECT_FALSE(HasStatusCode(outcome)) << number;
  }
  EXPECT_TRUE(HasStatusCode(Classify(1, 1000)));
}

TEST(Classify, NumbersOfMariaDbsConnectorAreItsOwnOnly) {
  EXPECT_EQ(HasStatusCode(Classify(1, 5000)), !kIsMariaDbConnector);
}

TEST(Classify, FailureWithoutANumberIsOther) {
  EXPECT_EQ(Classify(-1, 0).error_type(), "_OTHER");
  EXPECT_FALSE(HasStatusCode(Classify(-1, 0)));
}

TEST(Classify, SuccessIsNoErrorWhateverTheNumber) {
  EXPECT_FALSE(Classify(0, 0).IsError());
  EXPECT_FALSE(Classify(0, 1064).IsError());
}

}  // namespace
}  // namespace otelwrap::mysql
