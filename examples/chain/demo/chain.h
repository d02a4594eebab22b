// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The whole chain as processes: redis-server, MySQL or MariaDB, and the three services, on free
// loopback ports; all of them end with the object.
//
// Threads: one. Errors: the constructor throws std::runtime_error with the log of what did not
// start.

#pragma once

#include <otelwrap/testing/mysql_server.h>
#include <otelwrap/testing/redis_server.h>
#include <otelwrap/testing/server_process.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace chain {

struct ChainOptions {
  std::string programs;       // the folder of chain-gateway and the others
  std::string otlp_endpoint;  // where they send their telemetry
  std::function<void(const std::string& step)> progress;
};

class Chain {
 public:
  explicit Chain(const ChainOptions& options);
  ~Chain();

  // Where customers knock: http://127.0.0.1:PORT
  std::string Url() const;
  // MySQL 9.7 does; MariaDB and older ones don't.
  bool DatabaseMakesSpans() const { return database_makes_spans_; }
  // What a service has logged so far.
  std::string LogOf(const std::string& service) const;

 private:
  struct Service {
    std::string name;
    std::unique_ptr<otelwrap::testing::ServerProcess> process;
  };

  void StartDatabase();
  void StartService(const std::string& name, uint16_t port, std::vector<std::string> environment);

  const ChainOptions options_;
  const uint16_t gateway_port_;
  bool database_makes_spans_ = false;
  std::unique_ptr<otelwrap::testing::RedisServer> redis_;
  std::unique_ptr<otelwrap::testing::MysqlServer> mysql_;
  std::vector<Service> services_;
};

// What the gateway answers to GET path; throws where it does not answer.
struct Reply {
  int status = 0;
  std::string trace_id;
  std::string body;
};
Reply Ask(const std::string& url, const std::string& path);

}  // namespace chain
