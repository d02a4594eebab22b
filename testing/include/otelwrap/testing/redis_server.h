// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// RedisServer: a real redis-server, empty and without persistence, on TCP and on a Unix socket.
//
// OTELWRAP_TEST_REDIS_SERVER in the environment names another program: valkey-server.
//
//   if (const std::string why = RedisServer::Missing(); !why.empty()) GTEST_SKIP() << why;
//   RedisServer server;
//   redisContext* context = redisConnect("127.0.0.1", server.port());
//
// Threads, ownership, errors: as ServerProcess.

#pragma once

#include <otelwrap/config.h>
#include <otelwrap/testing/server_process.h>

#include <string>
#include <vector>

namespace otelwrap::testing {

struct RedisOptions {
  std::string password;             // empty: none
  std::vector<std::string> config;  // more lines for its redis.conf: "maxclients 2"
};

class OTELWRAP_API RedisServer : public ServerProcess {
 public:
  explicit RedisServer(const RedisOptions& options = {});

  // The path of its Unix socket.
  std::string socket() const { return folder() + "/redis.sock"; }

  // Why there can be no server here, for GTEST_SKIP; "" if there can.
  static std::string Missing();
};

}  // namespace otelwrap::testing
