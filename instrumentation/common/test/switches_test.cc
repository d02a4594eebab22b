// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>
#include <otelwrap/common/environment.h>
#include <otelwrap/common/instrumentation.h>
#include <otelwrap/common/options.h>
#include <otelwrap/common/switches.h>

#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <string>

namespace otelwrap::common {
namespace {

TEST(Switches, TheProcessAndTheComponentMustBothBeOn) {
  EXPECT_TRUE(Enabled(Component::kCurl));
  SetEnabled(Component::kCurl, false);
  EXPECT_FALSE(Enabled(Component::kCurl));
  EXPECT_TRUE(Enabled(Component::kMysql));
  SetAllEnabled(false);
  SetEnabled(Component::kCurl, true);
  EXPECT_FALSE(Enabled(Component::kCurl));
  EXPECT_FALSE(Enabled(Component::kMysql));
  SetAllEnabled(true);
  EXPECT_TRUE(Enabled(Component::kCurl));
}

// The variables are read when the program is loaded: so this program is run again with them set.
TEST(Switches, AreReadFromTheEnvironment) {
  if (std::getenv("OTEL_INSTRUMENTATION_HIREDIS_ENABLED") != nullptr) {
    EXPECT_FALSE(Enabled(Component::kHiredis));
    EXPECT_TRUE(Enabled(Component::kCurl));
    return;
  }
  EXPECT_TRUE(Enabled(Component::kHiredis));
  char self[4096] = {};
  ASSERT_GT(readlink("/proc/self/exe", self, sizeof self - 1), 0);
  // A filter that finds no test would succeed as well: hence the line that only a run test prints.
  const std::string command =
      "OTEL_INSTRUMENTATION_HIREDIS_ENABLED=False '" + std::string(self) +
      "' --gtest_filter=Switches.AreReadFromTheEnvironment | grep -qF '[  PASSED  ] 1 test'";
  EXPECT_EQ(std::system(command.c_str()), 0);  // NOLINT(cert-env33-c): our own program
}

TEST(Environment, ABoolIsTrueOrFalseOrUnset) {
  const struct {
    const char* text;
    std::optional<bool> value;
  } rows[] = {{"", std::nullopt}, {"yes", std::nullopt}, {"1", std::nullopt},
              {"TRUE", true},     {"true", true},        {"False", false}};
  for (const auto& row : rows) {
    setenv("OTELWRAP_TEST_BOOL", row.text, 1);
    EXPECT_EQ(environment::ReadBool("OTELWRAP_TEST_BOOL"), row.value) << row.text;
  }
  unsetenv("OTELWRAP_TEST_BOOL");
  EXPECT_EQ(environment::ReadBool("OTELWRAP_TEST_BOOL"), std::nullopt);
}

TEST(ValidateOptions, SaysWhatIsWrong) {
  Options options;
  EXPECT_EQ(ValidateOptions(options), "");
  options.redaction.max_text_bytes = 3;
  EXPECT_NE(ValidateOptions(options).find("max_text_bytes"), std::string::npos);
  options = {};
  options.redaction.sensitive_query_parameters = {""};
  EXPECT_NE(ValidateOptions(options).find("sensitive_query_parameters"), std::string::npos);
}

}  // namespace
}  // namespace otelwrap::common
