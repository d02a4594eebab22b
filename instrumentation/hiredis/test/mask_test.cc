// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <otelwrap/hiredis/mask.h>

#include <string>
#include <vector>

namespace otelwrap::hiredis {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

std::string Masked(const std::vector<std::string_view>& arguments) {
  return MaskCommand(arguments, {});
}

std::string Raw(const std::vector<std::string_view>& arguments) {
  common::RedactionPolicy policy;
  policy.raw_query_text = true;
  return MaskCommand(arguments, policy);
}

std::string Cut(const std::vector<std::string_view>& arguments, size_t limit) {
  common::RedactionPolicy policy;
  policy.max_text_bytes = limit;
  return MaskCommand(arguments, policy);
}

// Every form in which a password is sent, right and wrong.
TEST(MaskTest, CredentialsAreNeverShown) {
  const std::vector<std::string_view> kCommands[] = {
      {"AUTH", "hunter2"},
      {"auth", "default", "hunter2"},
      {"AUTH", "a:hunter2", "b", "hunter2"},
      {"AUTHX", "hunter2"},
      {"AUTH ", "hunter2"},
      {"AUTH hunter2"},
      {"hunter2"},
      {"hunter2", "user:1"},
      {"HELLO hunter2", "x"},
      {"HELLO", "3", "AUTH", "user", "hunter2"},
      {"hello", "3", "SETNAME", "me", "auth", "user", "hunter2"},
      {"HELLO", "AUTH", "user", "hunter2"},
      {"ACL", "SETUSER", "bob", "on", ">hunter2", "+@all"},
      {"acl", "setuser", "bob", "#hunter2"},
      {"ACL", "SETUSER", ">hunter2"},
      {"FUNCTION", "RESTORE", "hunter2", "REPLACE"},
      {"ACL", "SETUSR", "bob", ">hunter2"},
      {"ACL", "DRYRUN", "bob", "AUTH", "hunter2"},
      {"CONFIG", "SET", "requirepass", "hunter2"},
      {"CONFIG", "SET", "maxmemory", "1gb", "masterauth", "hunter2"},
      {"CONFIG", "SET", "maxmemory", "masterauth", "hunter2"},
      {"config", "set", "tls-key-file-pass", "hunter2"},
      {"CONFIG", "ST", "requirepass", "hunter2"},
      {"MIGRATE", "h", "6379", "k", "0", "100", "AUTH", "hunter2"},
      {"MIGRATE", "h", "6379", "", "0", "100", "AUTH2", "u", "hunter2", "KEYS", "a:1"},
      {"MIGRATE", "h", "6379", "", "0", "100", "KEYS", "AUTH2", "hunter2:x"},
      {"MIGRATE", "h", "6379", "", "0", "100", "KEYS", "a:1", "auth", "hunter2:x"},
      {"MIGRATE", "h", "6379", "", "0", "100", "AUTH", "KEYS", "hunter2:x"},
      {"MIGRATE", "h", "6379", "", "0", "100", "AUTH2", "hunter2:x", "KEYS", "hunter2:x"},
      {"MIGRATE", "h", "6379", "", "0", "100", "STORE", "hunter2:x"},
      {"SENTINEL", "SET", "primary", "auth-pass", "hunter2"},
      {"SENTINEL", "CONFIG", "SET", "sentinel-pass", "hunter2"},
      {"EVAL", "redis.call('AUTH', 'hunter2')", "1", "a:1"},
      {"eval_ro", "return 'hunter2'", "0"},
      {"SCRIPT", "LOAD", "return 'hunter2'"},
      {"FUNCTION", "LOAD", "REPLACE", "#!lua name=x\n'hunter2'"},
      {"MODULE", "LOADEX", "/x.so", "CONFIG", "x.password", "hunter2"},
      {"COMMAND", "GETKEYS", "AUTH", "hunter2"},
  };
  for (const auto& command : kCommands) {
    EXPECT_THAT(Masked(command), Not(HasSubstr("hunter2"))) << Masked(command);
    EXPECT_THAT(Raw(command), Not(HasSubstr("hunter2"))) << Raw(command);
    EXPECT_NE(Masked(command), "");
  }
}

struct Case {
  std::vector<std::string_view> command;
  std::string text;
};

TEST(MaskTest, ShowsTheNameAndTheKindOfKeys) {
  const Case kCases[] = {
      {{"GET", "session:8f14e45f"}, "GET session:?"},
      {{"get", "plain"}, "get ?"},
      {{"GET", "a:b:c"}, "GET a:?"},
      {{"GET", ":x"}, "GET :?"},
      {{"SET", "user:7", "a:b", "EX", "60"}, "SET user:? ? ? ?"},
      {{"MSET", "a:1", "x:y", "b:2", "x:y"}, "MSET a:? ? b:? ?"},
      {{"MGET", "a:1", "b", "c:3"}, "MGET a:? ? c:?"},
      {{"BLPOP", "q:1", "q:2", "5:0"}, "BLPOP q:? q:? ?"},
      {{"RENAME", "a:1", "b:1"}, "RENAME a:? b:?"},
      {{"BITOP", "AND", "d:1", "s:1", "s:2"}, "BITOP ? d:? s:? s:?"},
      {{"HSET", "h:1", "f:1", "v:1"}, "HSET h:? ? ?"},
      {{"EVALSHA", "a:b", "2", "k:1", "k:2", "v:1"}, "EVALSHA ? ? k:? k:? ?"},
      {{"ZUNIONSTORE", "d:1", "2", "s:1", "s:2", "WEIGHTS", "1:x"},
       "ZUNIONSTORE d:? ? s:? s:? ? ?"},
      {{"EVAL", "x", "99", "v:1"}, "EVAL ? ? ?"},
      {{"EVAL", "x", "-1", "v:1"}, "EVAL ? ? ?"},
      {{"EVAL", "x"}, "EVAL ?"},
      {{"XREAD", "COUNT", "2", "streams", "s:1", "s:2", "0:1", "0:2"}, "XREAD ? ? ? s:? s:? ? ?"},
      {{"XREAD", "s:1"}, "XREAD ?"},
      {{"OBJECT", "ENCODING", "a:1"}, "OBJECT ENCODING a:?"},
      {{"object", "encoding", "a:1"}, "object encoding a:?"},
      {{"CONFIG", "GET", "maxmemory"}, "CONFIG GET ?"},
      {{"CONFIG", "NOSUCH", "a:1"}, "CONFIG ? ?"},
      {{"CONFIG"}, "CONFIG"},
      {{"MIGRATE", "h:1", "6379", "k:1", "0", "5"}, "MIGRATE ? ? k:? ? ?"},
      {{"MIGRATE", "h:1", "6379", "", "0", "5", "COPY", "AUTH2", "u", "p:1", "keys", "a:1", "b"},
       "MIGRATE ? ? ? ? ? ? ? ? ? ? a:? ?"},
      {{"SORT", "a:1", "BY", "w:*", "LIMIT", "0", "5", "GET", "STORE", "DESC", "store", "b:1"},
       "SORT a:? ? ? ? ? ? ? ? ? ? b:?"},
      {{"SORT", "a:1", "BY", "STORE", "b:1"}, "SORT a:? ? ? ?"},
      {{"SORT", "a:1", "STORE"}, "SORT a:? ?"},
      {{"SORT_RO", "a:1", "STORE", "b:1"}, "SORT_RO a:? ? ?"},
      {{"GEORADIUS", "g:1", "1", "2", "3", "km", "COUNT", "4", "STORE", "a:1", "STOREDIST", "b:1"},
       "GEORADIUS g:? ? ? ? ? ? ? ? a:? ? b:?"},
      {{"GEORADIUSBYMEMBER", "g:1", "m:1", "3", "km", "storedist", "b:1"},
       "GEORADIUSBYMEMBER g:? ? ? ? ? b:?"},
      {{"JSON.SET", "cart:7", "$", "{}"}, "? ? ? ?"},
      {{"commandlog", "get", "5", "slow"}, "commandlog get ? ?"},
      {{"PING"}, "PING"},
      {{"hello world", "x"}, "? ?"},
      {{""}, "?"},
      {{}, ""},
  };
  for (const Case& example : kCases) EXPECT_EQ(Masked(example.command), example.text);
}

TEST(MaskTest, RawShowsTheArgumentsOfKnownCommands) {
  const Case kCases[] = {
      {{"SET", "user:7", "alice", "EX", "60"}, "SET user:7 alice EX 60"},
      {{"SET", "k", "two words"}, "SET k \"two words\""},
      {{"SET", "k", ""}, "SET k \"\""},
      {{"SET", "k", "it's \"x\" \\"}, "SET k \"it's \\\"x\\\" \\\\\""},
      {{"SET", "k", "a\r\nb\x01\xff"}, "SET k \"a\\x0d\\x0ab\\x01\\xff\""},
      {{"HELLO", "3", "AUTH", "u", "p"}, "HELLO 3 ? ? ?"},
      {{"CONFIG", "SET", "maxmemory", "1gb"}, "CONFIG SET maxmemory ?"},
      {{"EVAL", "return 1", "1", "k:1", "x"}, "EVAL ? 1 k:1 x"},
      {{"ACL", "SETUSER", "bob", "on"}, "ACL SETUSER ? ?"},
      {{"MIGRATE", "h", "6379", "k", "0", "5", "COPY"}, "MIGRATE h 6379 k 0 5 ?"},
      {{"MIGRATE", "h", "1", "", "0", "5", "AUTH", "p", "KEYS", "k:1", "k2"},
       "MIGRATE h 1 \"\" 0 5 ? ? ? k:1 k2"},
      {{"JSON.SET", "cart:7", "$"}, "? ? ?"},
  };
  for (const Case& example : kCases) EXPECT_EQ(Raw(example.command), example.text);
}

TEST(MaskTest, KeysAreShownAsMuchAsAskedFor) {
  const std::vector<std::string_view> command = {"SET", "user:7", "alice"};
  EXPECT_EQ(MaskCommand(command, {}, KeyText::kNone), "SET ? ?");
  EXPECT_EQ(MaskCommand(command, {}, KeyText::kWhole), "SET user:7 ?");
  EXPECT_EQ(MaskCommand({"GET", "a b\n"}, {}, KeyText::kWhole), "GET \"a b\\x0a\"");
  EXPECT_EQ(MaskCommand({"MIGRATE", "h", "1", "k:1", "0", "5", "AUTH", "p"}, {}, KeyText::kWhole),
            "MIGRATE ? ? k:1 ? ? ? ?");
  EXPECT_EQ(MaskCommand({"hunter2", "user:7"}, {}, KeyText::kWhole), "? ?");
}

TEST(MaskTest, BytesThatAreNoTextAreEscaped) {
  EXPECT_EQ(Masked({"GET", "a b:1"}), "GET \"a b:?\"");
  EXPECT_EQ(Masked({"GET", "a\n\x1b[31m:1"}), "GET \"a\\x0a\\x1b[31m:?\"");
  EXPECT_EQ(Masked({"GET", std::string_view("\0\xc3\xa9:1", 5)}), "GET \"\\x00\\xc3\\xa9:?\"");
}

TEST(MaskTest, ALongBeginningOfAKeyIsMasked) {
  const std::string longest = std::string(64, 'k') + ":1";
  const std::string too_long = std::string(65, 'k') + ":1";
  EXPECT_EQ(Masked({"GET", longest}), "GET " + std::string(64, 'k') + ":?");
  EXPECT_EQ(Masked({"GET", too_long}), "GET ?");
}

TEST(MaskTest, ALongTextIsCutAfterItWasMasked) {
  EXPECT_EQ(Cut({"DEL", "a:1", "b:2", "c:3"}, 15), "DEL a:? b:? c:?");
  EXPECT_EQ(Cut({"DEL", "a:1", "b:2", "c:3"}, 14), "DEL a:? b:?...");
  EXPECT_EQ(Cut({"DEL", "a:1"}, 3), "...");
  EXPECT_EQ(Cut({"DEL", "a:1"}, 2), "DE");
  EXPECT_EQ(Cut({"DEL", "a:1"}, 0), "");
}

TEST(MaskTest, ManyArgumentsAndHugeValuesAreNotReadToTheirEnd) {
  const std::vector<std::string_view> many(100'000, "k:1");
  std::vector<std::string_view> command = {"DEL"};
  command.insert(command.end(), many.begin(), many.end());
  const std::string text = Masked(command);
  EXPECT_THAT(text, StartsWith("DEL k:? k:?"));
  EXPECT_THAT(text, EndsWith("k:?..."));
  EXPECT_LT(text.size(), 600U);

  const std::string huge(100'000'000, 'x');
  EXPECT_EQ(Masked({"SET", "k:1", huge}), "SET k:? ?");
  common::RedactionPolicy raw;
  raw.raw_query_text = true;
  EXPECT_EQ(MaskCommand({"SET", "k:1", huge}, raw).size(), raw.max_text_bytes);
}

// Where the keys are is told from the end for some commands, also of those not read.
TEST(MaskTest, ACommandOfAFewArgumentsIsShownToItsEnd) {
  for (size_t count = 1; count <= 20; ++count) {
    std::vector<std::string_view> command(count, "user:7");
    command[0] = "MGET";
    std::string text = "MGET";
    for (size_t i = 1; i < count; ++i) text += " user:?";
    EXPECT_EQ(MaskCommand(command, {}), text);
  }
}

TEST(MaskTest, KeysCountedFromTheEndAreRightInALongCommand) {
  std::vector<std::string_view> command(200, "q:1");
  command.front() = "BLPOP";
  EXPECT_THAT(Masked(command), StartsWith("BLPOP q:? q:?"));
}

}  // namespace
}  // namespace otelwrap::hiredis
