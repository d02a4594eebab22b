// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The same with and without us: replies of every type in RESP2 and RESP3, formats of every kind,
// the bytes on the wire, errors and errno.

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <sstream>
#include <string>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

// Everything that a reply says.
void Dump(const redisReply* reply, std::ostream& out) {
  if (reply == nullptr) {
    out << "(null)";
    return;
  }
  out << reply->type << ':' << reply->integer << ':' << reply->dval << ':' << reply->len << ':';
  if (reply->str != nullptr) out << std::string(reply->str, reply->len);
  if (reply->type == REDIS_REPLY_VERB) out << ':' << std::string(reply->vtype, 3);
  out << '[';
  for (size_t i = 0; i < reply->elements; ++i) {
    Dump(reply->element[i], out);
    out << ',';
  }
  out << ']';
}

std::string Dumped(void* reply) {
  std::ostringstream out;
  const Reply owned(static_cast<redisReply*>(reply));
  Dump(owned.get(), out);
  return out.str();
}

// What a call left behind beside its reply.
struct Result {
  std::string reply;
  int error;
  std::string text;
  int number;

  bool operator==(const Result& other) const {
    return reply == other.reply && error == other.error && text == other.text &&
           number == other.number;
  }
};

void PrintTo(const Result& result, std::ostream* out) {
  *out << result.reply << " err " << result.error << " (" << result.text << "), errno "
       << result.number;
}

// Sends by `send(context)` on a fresh pair of connections, ours and hiredis's.
template <class Plain, class Traced>
void ExpectSameOn(redisContext* plain, redisContext* traced, Plain send_plain, Traced send_traced) {
  errno = 0;
  void* reply = send_plain(plain);
  int number = errno;
  const Result expected{Dumped(reply), plain->err, plain->errstr, number};
  errno = 0;
  reply = send_traced(traced);
  number = errno;
  EXPECT_EQ((Result{Dumped(reply), traced->err, traced->errstr, number}), expected);
}

#define EXPECT_SAME(...)                                                         \
  ExpectSameOn(                                                                  \
      plain_.get(), traced_.get(),                                               \
      [&](redisContext* context) { return redisCommand(context, __VA_ARGS__); }, \
      [&](redisContext* context) { return Command(context, __VA_ARGS__); })

class IdenticalTest : public RedisTest, public ::testing::WithParamInterface<int> {
 protected:
  testing::RedisOptions ServerOptions() const override {
    testing::RedisOptions options;
    options.config = {"enable-debug-command yes", "proto-max-bulk-len 1mb"};
    return options;
  }

  void SetUp() override {
    RedisTest::SetUp();
    if (server_ != nullptr) Reconnect();
  }

  void Reconnect() {
    for (RawContext* context : {&plain_, &traced_}) {
      *context = Connect(Port());
      freeReplyObject(redisCommand(context->get(), "HELLO %d", GetParam()));
    }
  }

  RawContext plain_;
  RawContext traced_;
};

TEST_P(IdenticalTest, EveryTypeOfReply) {
  for (const char* type : {"string", "integer", "double", "null", "array", "set", "map", "verbatim",
                           "true", "false", "bignum"}) {
    SCOPED_TRACE(type);
    EXPECT_SAME("DEBUG PROTOCOL %s", type);
  }
  // hiredis can't read attributes, and pushes come before the reply: whatever it makes of them.
  for (const char* type : {"attrib", "push"}) {
    SCOPED_TRACE(type);
    EXPECT_SAME("DEBUG PROTOCOL %s", type);
    Reconnect();
  }
  EXPECT_SAME("EVAL %s 0", "return {1, 'a', {2, {3}}, false, redis.error_reply('MY error')}");
  EXPECT_SAME("GET %s", "nothing");
  EXPECT_SAME("NO.SUCH");
}

TEST_P(IdenticalTest, EveryKindOfFormat) {
  const char binary[] = "a\0b\r\nc";
  EXPECT_SAME("ECHO %s", "text");
  EXPECT_SAME("ECHO %b", binary, sizeof binary - 1);
  EXPECT_SAME("ECHO %b", "", size_t{0});
  EXPECT_SAME("ECHO %d", -7);
  EXPECT_SAME("ECHO %i", 7);
  EXPECT_SAME("ECHO %u", 7U);
  EXPECT_SAME("ECHO %x", 255U);
  EXPECT_SAME("ECHO %08d", 42);
  EXPECT_SAME("ECHO %hhd", 'a');
  EXPECT_SAME("ECHO %hd", 300);
  EXPECT_SAME("ECHO %ld", -1L);
  EXPECT_SAME("ECHO %lld", -9'000'000'000LL);
  EXPECT_SAME("ECHO %llu", 9'000'000'000ULL);
  EXPECT_SAME("ECHO %hu", 65535);
  EXPECT_SAME("ECHO %hhu", 255);
  EXPECT_SAME("ECHO %hi %s", -3, "and a wrong number of words");
  EXPECT_SAME("ECHO %li", -5L);
  EXPECT_SAME("ECHO %lli", -5LL);
  EXPECT_SAME("ECHO %lu", 5UL);
  EXPECT_SAME("ECHO %lx", 255UL);
  EXPECT_SAME("ECHO %llx", 1ULL << 40U);
  EXPECT_SAME("ECHO %o", 8U);
  EXPECT_SAME("ECHO %X", 255U);
  EXPECT_SAME("ECHO %#x", 255U);
  EXPECT_SAME("ECHO %+d", 7);
  EXPECT_SAME("ECHO % d", 7);
  EXPECT_SAME("ECHO %-5d|", 7);
  EXPECT_SAME("ECHO %5d", 7);
  EXPECT_SAME("ECHO %.5d", 7);
  EXPECT_SAME("ECHO %e", 1.5);
  EXPECT_SAME("ECHO %E", 1.5);
  EXPECT_SAME("ECHO %F", 1.5);
  EXPECT_SAME("ECHO %g", 1e-9);
  EXPECT_SAME("ECHO %G", 1e-9);
  EXPECT_SAME("ECHO %a", 1.5);
  EXPECT_SAME("ECHO %A", 1.5);
  EXPECT_SAME("ECHO %010.3f", 3.14159);
  EXPECT_SAME("ECHO %b%s:%d", "x", size_t{1}, "y", 3);
  EXPECT_SAME("ECHO %%");
  EXPECT_SAME("%s %s", "ECHO", "the name too");
  EXPECT_SAME("%s", "");
  EXPECT_SAME("ECHO %f", 1.5);
  EXPECT_SAME("ECHO %.2e", 12345.678);
  EXPECT_SAME("ECHO key:%s:%d%%", "x", 5);
  EXPECT_SAME("ECHO \"not quoted\"");
  EXPECT_SAME("  ECHO   blanks  ");
  EXPECT_SAME("ECHO %s", "");
  EXPECT_SAME("ECHO %y", 1);
}

TEST_P(IdenticalTest, ArgumentsByNumber) {
  const char* words[] = {"ECHO", "a\0b", "SET", ""};
  const size_t sizes[] = {4, 3, 3, 0};
  const auto expect_same = [&](int count, const char** texts, const size_t* lengths) {
    ExpectSameOn(
        plain_.get(), traced_.get(),
        [&](redisContext* context) { return redisCommandArgv(context, count, texts, lengths); },
        [&](redisContext* context) { return CommandArgv(context, count, texts, lengths); });
  };
  expect_same(2, words, sizes);
  expect_same(2, words, nullptr);
  expect_same(3, words, sizes);
  expect_same(1, words + 3, sizes + 3);
}

TEST_P(IdenticalTest, HugeValuesAndTheServersLimit) {
  const std::string below(1'000'000, 'x');
  EXPECT_SAME("SET big %b", below.data(), below.size());
  EXPECT_SAME("GET big");
  // The server says no and hangs up; whether its word gets here is a matter of time.
  const std::string above(1'100'000, 'x');
  const Reply refused(Command(traced_.get(), "SET big %b", above.data(), above.size()));
  EXPECT_TRUE(refused == nullptr || refused->type == REDIS_REPLY_ERROR);
}

TEST_P(IdenticalTest, APipelineHasTheSameRepliesInTheSameOrder) {
  const auto run = [](redisContext* context, auto append, auto get) {
    append(context, "SET a %s", "1");
    append(context, "INCR %s", "a");
    append(context, "LPUSH %s x", "a");
    append(context, "MGET %s %s", "a", "b");
    std::string all;
    void* reply = nullptr;
    for (int i = 0; i < 4; ++i) {
      EXPECT_EQ(get(context, &reply), REDIS_OK);
      all += Dumped(reply);
    }
    return all;
  };
  const std::string expected =
      run(plain_.get(), [](auto... words) { return redisAppendCommand(words...); }, redisGetReply);
  EXPECT_EQ(run(
                traced_.get(), [](auto... words) { return AppendCommand(words...); }, GetReply),
            expected);
}

TEST_P(IdenticalTest, ALostConnection) {
  server_->Stop();
  EXPECT_SAME("PING");
  EXPECT_SAME("PING");
}

INSTANTIATE_TEST_SUITE_P(, IdenticalTest, ::testing::Values(2, 3), [](const auto& protocol) {
  return protocol.param == 2 ? "Resp2" : "Resp3";
});

// What goes over the wire for one command, which is answered with OK.
template <class Send>
std::string Sent(Send send) {
  int ends[2];
  EXPECT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  const RawContext context(redisConnectFd(ends[0]));
  EXPECT_EQ(write(ends[1], "+OK\r\n", 5), 5);
  freeReplyObject(send(context.get()));
  char bytes[256];
  const ssize_t size = recv(ends[1], bytes, sizeof bytes, MSG_DONTWAIT);
  close(ends[1]);
  return std::string(bytes, size > 0 ? static_cast<size_t>(size) : 0);
}

TEST(IdenticalWireTest, NothingIsAddedToACommand) {
  const testing::SpanCatcher spans;
  const char* arguments[] = {"SET", "user:7", "a\0b"};
  const size_t lengths[] = {3, 6, 3};
  const std::string expected("*3\r\n$3\r\nSET\r\n$6\r\nuser:7\r\n$3\r\na\0b\r\n", 34);
  EXPECT_EQ(Sent([](redisContext* context) {
              return Command(context, "SET %s %b", "user:7", "a\0b", size_t{3});
            }),
            expected);
  EXPECT_EQ(
      Sent([&](redisContext* context) { return CommandArgv(context, 3, arguments, lengths); }),
      expected);
  EXPECT_EQ(Sent([&](redisContext* context) {
              AppendFormattedCommand(context, expected.data(), expected.size());
              void* reply = nullptr;
              GetReply(context, &reply);
              return reply;
            }),
            expected);
  EXPECT_EQ(spans.Finished().size(), 3U);
}

}  // namespace
}  // namespace otelwrap::hiredis
