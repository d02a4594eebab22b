// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// An asynchronous connection in a real loop (OTELWRAP_TEST_LOOP names which), and what its
// callbacks were called with.

#pragma once

#include OTELWRAP_TEST_LOOP

#include <otelwrap/hiredis/async.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "fixture.h"

namespace otelwrap::hiredis {

// What one callback was called with: the replies' texts, "(null)" for none.
struct Heard {
  std::vector<std::string> replies;
  std::function<void(redisAsyncContext*)> then;  // called in the callback
};

inline std::string Shown(const redisReply& reply) {
  if (reply.type == REDIS_REPLY_INTEGER) return std::to_string(reply.integer);
  if (reply.type == REDIS_REPLY_NIL) return "(nil)";
  if (reply.type != REDIS_REPLY_ARRAY && reply.type != REDIS_REPLY_PUSH) {
    return std::string(reply.str, reply.len);
  }
  std::string all;
  for (size_t i = 0; i < reply.elements; ++i) all += (i > 0 ? " " : "") + Shown(*reply.element[i]);
  return all;
}

inline void Hear(redisAsyncContext* context, void* reply, void* privdata) {
  auto* heard = static_cast<Heard*>(privdata);
  heard->replies.push_back(reply != nullptr ? Shown(*static_cast<redisReply*>(reply)) : "(null)");
  if (heard->then) heard->then(context);
}

class AsyncTest : public RedisTest {
 protected:
  void TearDown() override {
    if (context_ != nullptr) redisAsyncFree(context_);
    RedisTest::TearDown();
  }

  void Open(int port) { Take(redisAsyncConnect("127.0.0.1", port)); }

  void Take(redisAsyncContext* context) {
    context_ = context;
    context_->data = this;
    loop_.Attach(context_);
    redisAsyncSetConnectCallback(context_, [](const redisAsyncContext* it, int status) {
      auto* test = static_cast<AsyncTest*>(it->data);
      test->connected_ = status == REDIS_OK;
      if (status != REDIS_OK) test->context_ = nullptr;
    });
    redisAsyncSetDisconnectCallback(context_, [](const redisAsyncContext* it, int) {
      static_cast<AsyncTest*>(it->data)->context_ = nullptr;
    });
  }

  void OpenAndConnect() {
    Open(Port());
    ASSERT_TRUE(RunUntil([this] { return connected_; }));
  }

  template <class Done>
  bool RunUntil(Done done) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done() && std::chrono::steady_clock::now() < deadline) loop_.Turn(context_);
    return done();
  }

  bool RunUntilHeard(const Heard& heard, size_t count) {
    return RunUntil([&] { return heard.replies.size() >= count; });
  }

  Loop loop_;
  redisAsyncContext* context_ = nullptr;  // null: gone
  bool connected_ = false;
};

}  // namespace otelwrap::hiredis
