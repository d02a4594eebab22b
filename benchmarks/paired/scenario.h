// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A scenario is one request to a real server, made bare by the library alone, traced by ours and,
// where that is written, traced by hand with the same SDK. Each variant has its own client with one
// connection kept alive. The work of each is that of the Go peers, so that both can stand in one
// table.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace otelwrap::benchmarks {

// The server and both clients, while the object lives.
class Session {
 public:
  virtual ~Session() = default;
  // One request, answered and checked. Throw std::runtime_error if it went wrong.
  virtual void Bare() = 0;
  virtual void Traced() = 0;
  // As traced, by code of the folder by_hand/. Only where Scenario::has_by_hand.
  virtual void ByHand() {}
};

struct Scenario {
  std::string name;
  std::function<std::string()> missing;             // why it can't run here; "" if it can
  std::function<std::unique_ptr<Session>()> start;  // throws std::runtime_error
  bool has_by_hand = false;
  double spans_per_request = 1;
};

Scenario RedisGet();
Scenario HttpGet();
Scenario MysqlText();
Scenario MysqlPrepared();
Scenario GrpcEcho();

}  // namespace otelwrap::benchmarks
