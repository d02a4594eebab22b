// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Users with passwords and few rights, on a server and on a sentinel.

#include <fstream>
#include <sstream>

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

std::string Text(const testing::SpanCatcher& spans) {
  std::ostringstream out;
  for (const testing::Span& span : spans.Finished()) out << span << '\n';
  return out.str();
}

class AclTest : public RedisTest {
 protected:
  testing::RedisOptions ServerOptions() const override {
    testing::RedisOptions options;
    options.config = {std::string("user reader on >") + kPassword + " ~user:* +get +hello"};
    return options;
  }
};

TEST_F(AclTest, WhatAUserMayNotDoFailsWithItsCode) {
  Context redis("127.0.0.1", Port());
  EXPECT_EQ(redis.Command("AUTH reader wrong-%s", kPassword)->type, REDIS_REPLY_ERROR);
  EXPECT_STREQ(redis.Command("AUTH reader %s", kPassword)->str, "OK");
  redis.Command("SET user:7 alice");
  redis.Command("GET other:7");
  redis.Command("GET user:7");
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("AUTH"), FailedWith("WRONGPASS")),
                                             AllOf(SpanNamed("AUTH"), Succeeded()),
                                             AllOf(SpanNamed("SET"), FailedWith("NOPERM")),
                                             AllOf(SpanNamed("GET"), FailedWith("NOPERM")),
                                             AllOf(SpanNamed("GET"), Succeeded())));
  EXPECT_THAT(Text(spans_), Not(HasSubstr("hunter2")));
}

TEST_F(AclTest, ASentinelsPasswordsAreNotShown) {
  const int redis_port = Port();
  const testing::ServerProcess sentinel([redis_port](const std::string& folder, uint16_t port) {
    const std::string file = folder + "/sentinel.conf";
    std::ofstream(file) << "bind 127.0.0.1\nport " << port << "\ndir " << folder
                        << "\nsentinel monitor primary 127.0.0.1 " << redis_port << " 1\n";
    testing::ServerSpec spec;
    spec.program = "redis-server";
    spec.arguments = {file, "--sentinel"};
    return spec;
  });
  Options options;
  options.redaction.raw_query_text = true;
  Context redis("127.0.0.1", sentinel.port(), Make(options).value);
  EXPECT_STREQ(redis.Command("SENTINEL SET primary auth-pass %s", kPassword)->str, "OK");
  redis.Command("sentinel config set sentinel-pass %s", kPassword);
  EXPECT_EQ(redis.Command("SENTINEL GET-MASTER-ADDR-BY-NAME primary")->elements, 2U);
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(
          AllOf(SpanNamed("SENTINEL"), Succeeded(),
                HasAttribute("db.query.text", "SENTINEL SET primary ? ?")),
          AllOf(SpanNamed("sentinel"), HasAttribute("db.query.text", "sentinel config set ? ?")),
          HasAttribute("db.query.text", "SENTINEL GET-MASTER-ADDR-BY-NAME primary")));
  EXPECT_THAT(Text(spans_), Not(HasSubstr("hunter2")));
}

}  // namespace
}  // namespace otelwrap::hiredis
