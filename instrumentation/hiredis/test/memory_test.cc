// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Memory: each allocation of ours fails in turn, and what is called gives what it gives without us;
// and none is kept, however many commands there were.

#include <otelwrap/hiredis/async.h>
#include <otelwrap/hiredis/async_context.h>
#include <otelwrap/hiredis/call.h>
#include <otelwrap/hiredis/mask.h>
#include <otelwrap/hiredis/message.h>
#include <otelwrap/testing/fail_each_allocation.h>
#include <otelwrap/testing/quiet_provider.h>

#include <cstring>
#include <new>

#include "fixture.h"
#include "loop_poll.h"
#include "message_span.h"
#include "reply_order.h"

namespace otelwrap::hiredis {
namespace {

using testing::AllocationCounter;
using testing::FailEachAllocation;
using testing::QuietProvider;

class MemoryTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = testing::RedisServer::Missing(); !why.empty()) GTEST_SKIP() << why;
    server_ = std::make_unique<testing::RedisServer>();
    context_ = Connect(server_->port());
    Options options;
    options.tracer_provider = QuietProvider::Make();
    options.metrics = false;
    options.message_spans = true;
    options.known_commands = {"JSON.SET"};
    shared_ = Make(options).value;
    options.span_per_command = true;
    per_command_ = Make(options).value;
  }

  bool IsNext(const char* text) {
    void* raw = nullptr;
    if (GetReply(context_.get(), &raw) != REDIS_OK) return false;
    const Reply reply(static_cast<redisReply*>(raw));
    return reply->str != nullptr && std::strcmp(reply->str, text) == 0;
  }

  std::unique_ptr<testing::RedisServer> server_;
  RawContext context_;
  std::shared_ptr<const Instrumentation> shared_;
  std::shared_ptr<const Instrumentation> per_command_;
};

constexpr const char* kLongKey = "session-of-somebody-with-a-long-name:8f14e45f";

TEST_F(MemoryTest, OfACommand) {
  const char* argv[] = {"SET", kLongKey, "alice"};
  FailEachAllocation([&] {
    const Reply set(Command(*shared_, context_.get(), "SET %s %s", kLongKey, "alice"));
    const Reply again(CommandArgv(*shared_, context_.get(), 3, argv, nullptr));
    const Reply get(Command(*shared_, context_.get(), "GET %s", kLongKey));
    const Reply wrong(Command(*shared_, context_.get(), "LPUSH %s x", kLongKey));
    return set != nullptr && again != nullptr && get != nullptr && wrong != nullptr &&
           std::strcmp(get->str, "alice") == 0 && wrong->type == REDIS_REPLY_ERROR;
  });
}

TEST_F(MemoryTest, OfAPipelineAndATransaction) {
  for (const auto& used : {shared_, per_command_}) {
    FailEachAllocation([&] {
      redisContext* const context = context_.get();
      bool fine = AppendCommand(*used, context, "SET %s x", kLongKey) == REDIS_OK &&
                  AppendCommand(*used, context, "ECHO a") == REDIS_OK &&
                  AppendCommand(*used, context, "SELECT 0") == REDIS_OK;
      fine = IsNext("OK") && IsNext("a") && IsNext("OK") && fine;
      Reply(Command(*used, context, "MULTI"));
      const Reply queued(Command(*used, context, "SET %s y", kLongKey));
      const Reply done(Command(*used, context, "EXEC"));
      Reply(Command(*used, context, "PING"));
      return fine && queued != nullptr && std::strcmp(queued->str, "QUEUED") == 0 &&
             done != nullptr && done->elements == 1;
    });
    Free(context_.release());
    context_ = Connect(server_->port());
  }
}

TEST_F(MemoryTest, OfAContext) {
  FailEachAllocation([&] {
    Context redis("127.0.0.1", server_->port(), shared_);
    const bool selected = redis.Command("SELECT 1") != nullptr;
    const bool appended = redis.AppendCommand("ECHO %s", kLongKey) == REDIS_OK;
    const Reply reply = redis.GetReply();
    return selected && appended && reply != nullptr && redis.Reconnect() == REDIS_OK;
  });
}

void Count(redisAsyncContext*, void* reply, void* privdata) {
  if (reply != nullptr) ++*static_cast<int*>(privdata);
}

TEST_F(MemoryTest, OfAsynchronousCommands) {
  FailEachAllocation([&] {
    AsyncContext redis("127.0.0.1", server_->port(), shared_);
    // Without memory for what it has to know there is no connection, as hiredis has it.
    if (redis.ErrorCode() != 0) return true;
    Loop loop;
    loop.Attach(redis);
    int heard = 0;
    bool fine = redis.Command(Count, &heard, "SET %s x", kLongKey) == REDIS_OK &&
                redis.Command(Count, &heard, "SUBSCRIBE news:1") == REDIS_OK;
    for (int turns = 0; heard < 2 && turns < 1000; ++turns) loop.Turn(redis);
    return fine && heard == 2;
  });
}

// One command after the other: what hiredis itself allocates, and no more.
TEST_F(MemoryTest, AnAsynchronousCommandsRecordIsUsedAgain) {
  redisAsyncContext* const context = redisAsyncConnect("127.0.0.1", server_->port());
  Loop loop;
  loop.Attach(context);
  int heard = 0;
  const auto allocated_by_fifty = [&](auto send) {
    const AllocationCounter counter;
    for (int i = 0; i < 50; ++i) {
      const int before = heard;
      send();
      for (int turns = 0; heard == before && turns < 1000; ++turns) loop.Turn(context);
    }
    return counter.Allocations();
  };
  const auto bare = [&] { redisAsyncCommand(context, Count, &heard, "PING"); };
  const auto traced = [&] { AsyncCommand(*shared_, context, Count, &heard, "PING"); };
  allocated_by_fifty(bare);
  allocated_by_fifty(traced);
  EXPECT_EQ(allocated_by_fifty(traced), allocated_by_fifty(bare));
  EXPECT_EQ(heard, 200);
  redisAsyncFree(context);
}

TEST_F(MemoryTest, OfTheGuardAndTheMasker) {
  const common::RedactionPolicy policy;
  const std::vector<std::string_view> words = {"GET", kLongKey};
  FailEachAllocation([&] {
    Call call = Trace(*shared_, context_.get(), {"GET", kLongKey, "JSON.SET"});
    call.End(REDIS_OK);
    const std::string text = MaskCommand(words, policy, KeyText::kWhole);
    return text.empty() ||
           text == std::string_view("GET session-of-somebody-with-a-long-name:8f14e45f");
  });
}

TEST_F(MemoryTest, OfMessages) {
  const MessageContext context = {{"traceparent", std::string(55, 'x')}, {"tracestate", "a=b"}};
  const std::string plain(100, 'p');
  const std::string wrapped = Wrap(context, plain);
  const std::string object = "{\"id\":\"" + plain + "\"}";
  const std::string json = WrapJson(context, object);
  std::vector<std::string> words;
  FailEachAllocation([&] {
    words.clear();
    AppendFields(context, &words);
    const Unwrapped unwrapped = Unwrap(wrapped);
    const Unwrapped unwrapped_json = Unwrap(json);
    common::Operation operation = StartSending(*shared_, kLongKey);
    operation.End({});
    const bool whole = unwrapped.payload == plain || unwrapped.payload == wrapped;
    return whole && unwrapped_json.payload == json && words.size() % 2 == 0;
  });
  // These give the payload, or throw as a string does that has no memory for it.
  FailEachAllocation([&] {
    try {
      const std::string text = Wrap(context, plain);
      return text == wrapped || text == plain;
    } catch (const std::bad_alloc&) {
      return true;
    }
  });
  FailEachAllocation([&] {
    try {
      const std::string text = WrapJson(context, object);
      return text == json || text == object;
    } catch (const std::bad_alloc&) {
      return true;
    }
  });
}

// A connection where a SELECT always waits for its reply.
TEST_F(MemoryTest, OfTheOrderOfRepliesDoesNotGrow) {
  const std::string_view words[] = {"SELECT", "1"};
  const Request select = Recognize(nullptr, Arguments::OfViews(words, 2));
  const Reply ok(static_cast<redisReply*>(redisCommand(context_.get(), "SELECT 1")));
  ReplyOrder order;
  const auto pass = [&](int times) {
    for (int i = 0; i < times; ++i) {
      order.Sent(select, DatabaseChangeOf(select));
      if (order.waiting() > 10) order.Take(ok.get());
    }
  };
  pass(1000);
  const AllocationCounter counter;
  pass(100'000);
  EXPECT_EQ(counter.Allocations(), 0U);
}

// The same work again and again holds as much memory as before. (Ten million were tried by hand.)
TEST_F(MemoryTest, DoesNotGrow) {
  const testing::SpanCatcher spans([] {
    testing::SpanCatcherOptions options;
    options.sampling = testing::Sampling::kAlwaysOff;
    return options;
  }());
  const testing::MetricCatcher metrics;
  Context redis("127.0.0.1", server_->port());
  redisContext* const raw = context_.get();
  const auto hundred_commands = [&] {
    for (int i = 0; i < 6; ++i) Reply(Command(raw, "GET %s", kLongKey));
    for (int i = 0; i < 4; ++i) redis.Command("NO.SUCH%d", i);
    for (const char* command : {"MULTI", "INCR a", "LPUSH a x", "EXEC"}) {
      Reply(Command(raw, command));
    }
    for (int i = 0; i < 86; ++i) AppendCommand(raw, "SET key:%d x", i);
    for (int i = 0; i < 86; ++i) GetReply(raw, nullptr);
  };
  for (int i = 0; i < 100; ++i) hundred_commands();
  const AllocationCounter counter;
  for (int i = 0; i < 1000; ++i) hundred_commands();
  EXPECT_EQ(counter.Allocations(), counter.Deallocations());
}

}  // namespace
}  // namespace otelwrap::hiredis
