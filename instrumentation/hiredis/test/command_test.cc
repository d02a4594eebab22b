// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Commands on a raw context, with a server that answers.

#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>

#include <cerrno>
#include <thread>

#include "fixture.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasCount;
using testing::HasParent;
using testing::HasStatus;
using testing::HistogramNamed;
using testing::IsClient;
using ::testing::IsEmpty;
using testing::IsRootSpan;
using testing::LacksAttribute;
using testing::SpanNamed;
using testing::StatusUnset;
using ::testing::StrEq;
using testing::Succeeded;

class CommandTest : public RedisTest {
 protected:
  void SetUp() override {
    RedisTest::SetUp();
    if (server_ != nullptr) context_ = Connect(Port());
  }

  // Drives a non-blocking connection, as an event loop would.
  static void ReadReply(redisContext* context) {
    void* reply = nullptr;
    for (int tries = 0; reply == nullptr && tries < 2000; ++tries) {
      int done = 0;
      redisBufferWrite(context, &done);
      ASSERT_EQ(redisBufferRead(context), REDIS_OK);
      ASSERT_EQ(GetReply(context, &reply), REDIS_OK);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    ASSERT_NE(reply, nullptr);
    freeReplyObject(reply);
  }

  RawContext context_;
};

TEST_F(CommandTest, AnErrorReplyIsUntouchedAndItsTextStaysHere) {
  Reply(Command(context_.get(), "SET %s %s", "user:7", "alice"));
  spans_.Clear();
  const Reply reply(Command(context_.get(), "LPUSH %s %s", "user:7", "bob"));
  ASSERT_NE(reply, nullptr);
  EXPECT_EQ(reply->type, REDIS_REPLY_ERROR);
  EXPECT_STREQ(reply->str, "WRONGTYPE Operation against a key holding the wrong kind of value");
  EXPECT_EQ(context_->err, 0);
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(AllOf(SpanNamed("LPUSH"), IsClient(), FailedWith("WRONGTYPE"),
                        HasStatus(testing::Status::kError, IsEmpty()),
                        AttributesAre(WithTcp({{"db.operation.name", "LPUSH"},
                                               {"db.query.text", "LPUSH user:? ?"},
                                               {"error.type", "WRONGTYPE"},
                                               {"db.response.status_code", "WRONGTYPE"}})))));
}

TEST_F(CommandTest, AnUnknownCommandHasNoNameAndIsMaskedWhole) {
  const Reply reply(Command(context_.get(), "NO.SUCH %s", "user:7"));
  ASSERT_NE(reply, nullptr);
  EXPECT_EQ(reply->type, REDIS_REPLY_ERROR);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("redis"), FailedWith("ERR"),
                                AttributesAre(WithTcp({{"db.operation.name", "_OTHER"},
                                                       {"db.query.text", "? ?"},
                                                       {"error.type", "ERR"},
                                                       {"db.response.status_code", "ERR"}})))));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HistogramNamed("db.client.operation.duration", "s"), HasCount(1),
                                AttributesAre({{"db.system.name", "redis"},
                                               {"db.operation.name", "_OTHER"},
                                               {"server.address", "127.0.0.1"},
                                               {"server.port", Port()},
                                               {"error.type", "ERR"},
                                               {"db.response.status_code", "ERR"}}))));
}

TEST_F(CommandTest, AnErrorCodeOfAScriptIsNotOnTheMetric) {
  const char* const script = "return redis.error_reply('MYCODE user 7 has no money')";
  const Reply reply(Command(context_.get(), "EVAL %s 0", script));
  ASSERT_NE(reply, nullptr);
  EXPECT_EQ(reply->type, REDIS_REPLY_ERROR);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("EVAL"), FailedWith("_OTHER"),
                                AttributesAre(WithTcp({{"db.operation.name", "EVAL"},
                                                       {"db.query.text", "EVAL ? ?"},
                                                       {"error.type", "_OTHER"},
                                                       {"db.response.status_code", "MYCODE"}})))));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(AttributesAre({{"db.system.name", "redis"},
                                                             {"db.operation.name", "EVAL"},
                                                             {"server.address", "127.0.0.1"},
                                                             {"server.port", Port()},
                                                             {"error.type", "_OTHER"}})));
}

TEST_F(CommandTest, AFormatThatHiredisRefusesFailsAsItDoesThere) {
  EXPECT_EQ(Command(context_.get(), "SET key %y", 7), nullptr);
  EXPECT_EQ(context_->err, REDIS_ERR_OTHER);
  EXPECT_STREQ(context_->errstr, "Invalid format string");
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(AllOf(
          SpanNamed("redis"), FailedWith("_OTHER"),
          AttributesAre(WithTcp({{"db.operation.name", "_OTHER"}, {"error.type", "_OTHER"}})))));
}

TEST_F(CommandTest, ANullContextGivesNull) {
  EXPECT_EQ(Command(nullptr, "PING"), nullptr);
  EXPECT_EQ(CommandArgv(nullptr, 0, nullptr, nullptr), nullptr);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

TEST_F(CommandTest, MakesOneClientSpanAndOneMeasurement) {
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  {
    const auto parent = tracer->StartSpan("request");
    const opentelemetry::trace::Scope scope(parent);
    const Reply reply(Command(context_.get(), "SET %s %b", "session:8f14", "a\0b", size_t{3}));
    ASSERT_NE(reply, nullptr);
    EXPECT_THAT(reply->str, StrEq("OK"));
  }
  const testing::Span request = spans_.Named("request");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("SET"), IsClient(), HasParent(request), Succeeded(),
                                FromHiredis(),
                                AttributesAre(WithTcp({{"db.operation.name", "SET"},
                                                       {"db.query.text", "SET session:? ?"}}))),
                          SpanNamed("request")));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HistogramNamed("db.client.operation.duration", "s"), HasCount(1),
                                FromHiredis(),
                                AttributesAre({{"db.system.name", "redis"},
                                               {"db.operation.name", "SET"},
                                               {"server.address", "127.0.0.1"},
                                               {"server.port", Port()}}))));
}

TEST_F(CommandTest, KeepsTheNameAsTypedOnTheSpan) {
  Reply(Command(context_.get(), "get key"));
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(AllOf(
          SpanNamed("get"), IsRootSpan(),
          AttributesAre(WithTcp({{"db.operation.name", "get"}, {"db.query.text", "get ?"}})))));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasAttribute("db.operation.name", "GET")));
}

TEST_F(CommandTest, ArgvIsTracedLikeAFormat) {
  const char* arguments[] = {"MSET", "user:1", "a b", "plain", "\xff\r\n"};
  const size_t lengths[] = {4, 6, 3, 5, 3};
  const Reply reply(CommandArgv(context_.get(), 5, arguments, lengths));
  ASSERT_NE(reply, nullptr);
  EXPECT_EQ(reply->type, REDIS_REPLY_STATUS);
  const char* read[] = {"GET", "plain"};
  const Reply value(CommandArgv(context_.get(), 2, read, nullptr));
  ASSERT_NE(value, nullptr);
  EXPECT_EQ(std::string(value->str, value->len), "\xff\r\n");
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("MSET"), StatusUnset(),
                                HasAttribute("db.query.text", "MSET user:? ? ? ?")),
                          AllOf(SpanNamed("GET"), HasAttribute("db.query.text", "GET ?"))));
}

TEST_F(CommandTest, ACommandThatMayWaitSaysSo) {
  Reply(Command(context_.get(), "BLPOP queue:1 0.01"));
  Reply(Command(context_.get(), "XREAD STREAMS log:1 0"));
  Reply(Command(context_.get(), "xread block 1 streams log:1 0"));
  Reply(Command(context_.get(), "LPOP BLOCK"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("BLPOP"), HasAttribute("otelwrap.redis.blocking", true)),
                          AllOf(SpanNamed("XREAD"), LacksAttribute("otelwrap.redis.blocking")),
                          AllOf(SpanNamed("xread"), HasAttribute("otelwrap.redis.blocking", true)),
                          AllOf(SpanNamed("LPOP"), LacksAttribute("otelwrap.redis.blocking"))));
  EXPECT_EQ(metrics_.Collect().size(), 4U) << "XREAD's waiting and not waiting are one series";
}

TEST_F(CommandTest, AScriptOrFunctionIsNamed) {
  const std::string digest(40, 'a');
  Reply(Command(context_.get(), "EVALSHA %s 0", digest.c_str()));
  Reply(Command(context_.get(), "FCALL my_function 0"));
  Reply(Command(context_.get(), "FCALL my-password 0"));
  EXPECT_THAT(
      spans_.Finished(),
      ElementsAre(AllOf(FailedWith("NOSCRIPT"), HasAttribute("db.stored_procedure.name", digest),
                        HasAttribute("db.query.text", "EVALSHA ? ?")),
                  AllOf(FailedWith("ERR"), HasAttribute("db.stored_procedure.name", "my_function")),
                  LacksAttribute("db.stored_procedure.name")));
}

TEST_F(CommandTest, OnANonBlockingContextTheReplyEndsTheSpan) {
  const RawContext context(redisConnectNonBlock("127.0.0.1", Port()));
  EXPECT_EQ(Command(context.get(), "PING"), nullptr);
  EXPECT_EQ(context->err, 0);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  void* reply = nullptr;
  EXPECT_EQ(GetReply(context.get(), &reply), REDIS_OK);
  EXPECT_EQ(reply, nullptr) << "hiredis does no I/O of its own here";
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  ReadReply(context.get());
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PING"), Succeeded())));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasCount(1)));
}

TEST_F(CommandTest, AnOwnInstrumentationIsUsed) {
  Options options;
  options.query_text = false;
  options.known_commands = {"no.such"};
  const auto made = Make(options);
  ASSERT_TRUE(made) << made.error;
  Reply(Command(*made.value, context_.get(), "NO.SUCH %s", "key"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AttributesAre(WithTcp({{"db.operation.name", "NO.SUCH"},
                                                 {"error.type", "ERR"},
                                                 {"db.response.status_code", "ERR"}}))));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasAttribute("db.operation.name", "NO.SUCH")));
}

}  // namespace
}  // namespace otelwrap::hiredis
