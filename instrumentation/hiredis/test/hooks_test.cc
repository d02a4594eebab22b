// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The options that every component has, and replies and failures that only a script can bring.

#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/clock.h>
#include <otelwrap/common/target.h>

#include <cerrno>
#include <chrono>
#include <memory>
#include <stdexcept>

#include "fixture.h"
#include "library.h"

namespace otelwrap::hiredis {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using testing::SpanNamed;
using testing::Succeeded;

class HooksTest : public RedisTest {
 protected:
  void TearDown() override { library = Library(); }

  Context Connected(const Options& options) {
    return Context("127.0.0.1", Port(), Make(options).value);
  }
};

TEST_F(HooksTest, HooksThatThrowChangeNothing) {
  Options options;
  options.outcome = [](const auto&, auto&) { throw std::runtime_error("outcome"); };
  options.span_attributes = [](const auto&, auto&) { throw 7; };
  options.metric_attributes = options.span_attributes;
  Context redis = Connected(options);
  EXPECT_STREQ(redis.Command("PING")->str, "PONG");
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("PING"), Succeeded())));
  EXPECT_THAT(metrics_.Collect(), SizeIs(1));
}

class FailingClock : public common::Clock {
  std::chrono::steady_clock::time_point SteadyNow() const noexcept override {
    errno = EBADF;
    return std::chrono::steady_clock::now();
  }
  std::chrono::system_clock::time_point SystemNow() const noexcept override {
    errno = EBADF;
    return std::chrono::system_clock::now();
  }
};

// A connection that is broken already: hiredis itself leaves errno alone.
TEST_F(HooksTest, WhatTheUserGaveLeavesErrnoAlone) {
  Options options;
  options.clock = std::make_shared<FailingClock>();
  options.span_attributes = [](const auto&, auto&) { errno = EBADF; };
  options.outcome = [](const auto&, auto&) { errno = EBADF; };
  const auto instrumentation = Make(options).value;
  const RawContext raw = Connect(Port());
  raw->err = REDIS_ERR_OTHER;
  errno = 0;
  EXPECT_EQ(Command(*instrumentation, raw.get(), "PING"), nullptr);
  EXPECT_EQ(errno, 0);
  EXPECT_THAT(spans_.Finished(), SizeIs(1));
}

TEST_F(HooksTest, AnOutcomeHookDecidesWhatIsAnError) {
  Options options;
  options.outcome = [](const common::HookArguments&, common::Outcome& outcome) {
    if (outcome.error_type() == "NOSCRIPT") outcome.ClearError();
  };
  Context redis = Connected(options);
  redis.Command("EVALSHA %s 0", "ffffffffffffffffffffffffffffffffffffffff");
  redis.Command("GET");
  EXPECT_THAT(spans_.Finished(), ElementsAre(Succeeded(), FailedWith("ERR")));
}

TEST_F(HooksTest, HooksSeeTheCommandAndAddToIt) {
  Options options;
  const void* handle = nullptr;
  options.span_attributes = [&](const common::HookArguments& call, common::AttributeSet& more) {
    handle = call.native_handle;
    more.AddText(common::Use::kBoth, "own.name", call.span_name);
    more.AddText(common::Use::kBoth, "own.address", call.target->address());
  };
  options.metric_attributes = [](const common::HookArguments&, common::AttributeSet& more) {
    more.AddLiteral(common::Use::kBoth, "own.pool", "small");
  };
  Context redis = Connected(options);
  redis.Command("PING");
  EXPECT_EQ(handle, static_cast<redisContext*>(redis));
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(HasAttribute("own.name", "PING"),
                                                   HasAttribute("own.address", "127.0.0.1"))));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasAttribute("own.pool", "small")));
}

TEST_F(HooksTest, WithRequireParentThereIsNoRootSpan) {
  Options options;
  options.require_parent = true;
  Context redis = Connected(options);
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), SizeIs(1));
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  const opentelemetry::trace::Scope scope(tracer->StartSpan("request"));
  redis.Command("PING");
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("PING")));
}

TEST_F(HooksTest, MemoryThatRunsOutInTheFormatterIsToldByHiredis) {
  library.v_format_command = [](char**, const char*, std::va_list) { return -1; };
  library.v_command = [](redisContext* context, const char*, std::va_list) -> void* {
    context->err = REDIS_ERR_OOM;
    return nullptr;
  };
  Context redis("127.0.0.1", Port());
  EXPECT_EQ(redis.Command("SET a b"), nullptr);
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(AllOf(SpanNamed("redis"), FailedWith("out_of_memory"))));
}

TEST_F(HooksTest, MemoryThatRunsOutInTheOutputBufferIsToldByHiredis) {
  library.append_formatted_command = [](redisContext* context, const char*, size_t) {
    context->err = REDIS_ERR_OOM;
    return REDIS_ERR;
  };
  Context redis("127.0.0.1", Port());
  EXPECT_EQ(redis.Command("SET a b"), nullptr);
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("SET"), FailedWith("out_of_memory"))));
}

TEST_F(HooksTest, RepliesThatTheProgramMakesItselfAreNotLookedInto) {
  Context redis("127.0.0.1", Port());
  redisReplyObjectFunctions own = *redis->reader->fn;
  redis->reader->fn = &own;
  EXPECT_EQ(redis.Command("LPUSH")->type, REDIS_REPLY_ERROR);
  EXPECT_THAT(spans_.Finished(), ElementsAre(AllOf(SpanNamed("LPUSH"), Succeeded())));
}

}  // namespace
}  // namespace otelwrap::hiredis
