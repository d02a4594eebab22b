// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A real Redis server, and everything that is recorded while the test runs.

#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <hiredis/hiredis.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/config.h>
#include <otelwrap/hiredis/command.h>
#include <otelwrap/hiredis/context.h>
#include <otelwrap/hiredis/pipeline.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>
#include <otelwrap/testing/redis_server.h>
#include <otelwrap/testing/span_catcher.h>
#include <otelwrap/testing/span_matchers.h>

#include <chrono>
#include <memory>
#include <string>
#include <vector>

namespace otelwrap::hiredis {

using RawContext = std::unique_ptr<redisContext, ContextDeleter>;

inline RawContext Connect(int port) { return RawContext(redisConnect("127.0.0.1", port)); }

inline auto FromHiredis() {
  return testing::FromScope("otelwrap.hiredis", OTELWRAP_VERSION,
                            std::string(common::semconv::kSchemaUrl));
}

class RedisTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (const std::string why = testing::RedisServer::Missing(); !why.empty()) GTEST_SKIP() << why;
    server_ = std::make_unique<testing::RedisServer>(ServerOptions());
  }

  virtual testing::RedisOptions ServerOptions() const { return {}; }

  int Port() const { return server_->port(); }

  // What every span of a command over TCP to Port() says, and more.
  std::vector<testing::ExpectedAttribute> WithTcp(
      std::vector<testing::ExpectedAttribute> more) const {
    more.insert(more.end(), {{"db.system.name", "redis"},
                             {"server.address", "127.0.0.1"},
                             {"server.port", Port()},
                             {"network.peer.address", "127.0.0.1"},
                             {"network.peer.port", Port()}});
    return more;
  }

  std::unique_ptr<testing::RedisServer> server_;
  testing::SpanCatcher spans_;
  testing::MetricCatcher metrics_;
};

}  // namespace otelwrap::hiredis
