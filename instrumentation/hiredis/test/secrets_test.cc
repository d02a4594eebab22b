// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A server with a password: it is in no span and in no metric, whatever is sent and answered.

#include <sstream>
#include <string>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::SpanNamed;
using testing::Succeeded;

constexpr const char* kPassword = "hunter2-correct-horse";

class SecretsTest : public RedisTest, public ::testing::WithParamInterface<bool> {
 protected:
  void SetUp() override {
    RedisTest::SetUp();
    Options options;
    options.redaction.raw_query_text = GetParam();
    instrumentation_ = Make(options).value;
  }

  testing::RedisOptions ServerOptions() const override {
    testing::RedisOptions options;
    options.password = kPassword;
    return options;
  }

  // Everything that was recorded, as text.
  std::string Recorded() const {
    std::ostringstream out;
    for (const testing::Span& span : spans_.Finished()) out << span << '\n';
    for (const testing::MetricPoint& point : metrics_.Collect()) out << point << '\n';
    return out.str();
  }

  std::shared_ptr<const Instrumentation> instrumentation_;
};

TEST_P(SecretsTest, AWrongPasswordIsNotShown) {
  Context redis("127.0.0.1", Port(), instrumentation_);
  EXPECT_EQ(redis.Command("AUTH %s", "hunter2-wrong")->type, REDIS_REPLY_ERROR);
  EXPECT_EQ(redis.Command("HELLO 3 AUTH default %s", "hunter2-wrong")->type, REDIS_REPLY_ERROR);
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("AUTH"), FailedWith("WRONGPASS")),
                                             AllOf(SpanNamed("HELLO"), FailedWith("WRONGPASS"))));
  EXPECT_THAT(Recorded(), Not(HasSubstr("hunter2")));
}

// The server repeats what it did not understand, here a password in the wrong place.
TEST_P(SecretsTest, AnErrorTextThatRepeatsThePasswordIsNotShown) {
  Context redis("127.0.0.1", Port(), instrumentation_);
  redis.Command("AUTH %s", kPassword);
  const Reply unknown = redis.Command("AUHT %s", kPassword);
  EXPECT_THAT(unknown->str, HasSubstr(kPassword));
  const Reply acl = redis.Command("ACL SETUSER bob %s", kPassword);
  EXPECT_THAT(acl->str, HasSubstr(kPassword));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("AUTH"), Succeeded()), FailedWith("ERR"),
                          AllOf(SpanNamed("ACL"), FailedWith("ERR"))));
  EXPECT_THAT(Recorded(), Not(HasSubstr("hunter2")));
}

TEST_P(SecretsTest, APasswordThatIsTakenIsNotShown) {
  Context redis("127.0.0.1", Port(), instrumentation_);
  EXPECT_STREQ(redis.Command("AUTH %s", kPassword)->str, "OK");
  EXPECT_STREQ(redis.Command("CONFIG SET masterauth %s", kPassword)->str, "OK");
  EXPECT_STREQ(redis.Command("ACL SETUSER bob on >%s", kPassword)->str, "OK");
  const char* hello[] = {"HELLO", "3", "AUTH", "bob", kPassword};
  EXPECT_NE(redis.CommandArgv(5, hello, nullptr), nullptr);
  EXPECT_EQ(spans_.Finished().size(), 4U);
  EXPECT_THAT(Recorded(), Not(HasSubstr("hunter2")));
}

TEST_P(SecretsTest, ValuesAreShownOnlyWhereAskedFor) {
  Context redis("127.0.0.1", Port(), instrumentation_);
  redis.Command("AUTH %s", kPassword);
  spans_.Clear();
  redis.Command("SET user:7 %s", "alice smith");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(HasAttribute(
                  "db.query.text", GetParam() ? "SET user:7 \"alice smith\"" : "SET user:? ?")));
}

INSTANTIATE_TEST_SUITE_P(, SecretsTest, ::testing::Values(false, true),
                         [](const auto& raw) { return raw.param ? "Raw" : "Masked"; });

}  // namespace
}  // namespace otelwrap::hiredis
