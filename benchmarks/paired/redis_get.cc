// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// GET item:1, 100 bytes, from a redis-server without persistence.

#include <hiredis/hiredis.h>
#include <otelwrap/hiredis/command.h>
#include <otelwrap/hiredis/context.h>
#include <otelwrap/testing/redis_server.h>

#include <stdexcept>
#include <string>

#include "paired/scenario.h"

namespace otelwrap::benchmarks {
namespace {

constexpr size_t kValueSize = 100;

using Connection = std::unique_ptr<redisContext, hiredis::ContextDeleter>;

Connection Connect(uint16_t port) {
  Connection connection(redisConnect("127.0.0.1", port));
  if (connection == nullptr || connection->err != 0) {
    throw std::runtime_error("can't connect to redis-server");
  }
  return connection;
}

void Check(const redisReply* reply) {
  if (reply == nullptr || reply->type != REDIS_REPLY_STRING || reply->len != kValueSize) {
    throw std::runtime_error("GET item:1 did not answer its 100 bytes");
  }
}

class RedisSession final : public Session {
 public:
  RedisSession() : bare_(Connect(server_.port())), traced_(Connect(server_.port())) {
    const std::string value(kValueSize, 'v');
    const hiredis::Reply reply(static_cast<redisReply*>(
        redisCommand(bare_.get(), "SET item:1 %b", value.data(), value.size())));
    if (reply == nullptr || reply->type == REDIS_REPLY_ERROR) {
      throw std::runtime_error("SET item:1 failed");
    }
  }

  void Bare() override {
    const hiredis::Reply reply(
        static_cast<redisReply*>(redisCommand(bare_.get(), "GET %s", "item:1")));
    Check(reply.get());
  }

  void Traced() override {
    const hiredis::Reply reply(hiredis::Command(traced_.get(), "GET %s", "item:1"));
    Check(reply.get());
  }

 private:
  testing::RedisServer server_;
  Connection bare_;
  Connection traced_;
};

}  // namespace

Scenario RedisGet() {
  return {"redis-get", testing::RedisServer::Missing,
          [] { return std::make_unique<RedisSession>(); }};
}

}  // namespace otelwrap::benchmarks
