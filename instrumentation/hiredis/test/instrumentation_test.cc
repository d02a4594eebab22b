// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <otelwrap/hiredis/instrumentation.h>

namespace otelwrap::hiredis {
namespace {

using ::testing::HasSubstr;

TEST(InstrumentationTest, SaysWhatIsWrongWithTheOptions) {
  Options options;
  options.redaction.max_text_bytes = 1;
  EXPECT_FALSE(Make(options));
  EXPECT_THAT(Make(options).error, HasSubstr("max_text_bytes"));

  options = {};
  options.known_commands = {"JSON SET"};
  EXPECT_THAT(Make(options).error, HasSubstr("known_commands"));
  options.known_commands = {""};
  EXPECT_THAT(Make(options).error, HasSubstr("known_commands"));
  options.known_commands.assign(257, "JSON.SET");
  EXPECT_THAT(Make(options).error, HasSubstr("256"));
}

TEST(InstrumentationTest, KnowsTheCommandsThatItWasTold) {
  Options options;
  options.known_commands = {"JSON.SET", "ft.search"};
  const auto made = Make(options);
  ASSERT_TRUE(made) << made.error;
  EXPECT_EQ(made.value->KnownCommand("json.set"), "JSON.SET");
  EXPECT_EQ(made.value->KnownCommand("FT.SEARCH"), "FT.SEARCH");
  EXPECT_EQ(made.value->KnownCommand("FT.SEARC"), "");
  EXPECT_EQ(made.value->KnownCommand(std::string(500, 'a')), "");
}

TEST(InstrumentationTest, TheDefaultCanBeReplacedAndPutBack) {
  const Instrumentation* const first = &Default();
  Options options;
  options.query_text = false;
  SetDefault(Make(options).value);
  EXPECT_FALSE(Default().query_text());
  SetDefault(nullptr);
  EXPECT_TRUE(Default().query_text());
  EXPECT_NE(&Default(), first);
}

}  // namespace
}  // namespace otelwrap::hiredis
