// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A real Jaeger: the one at OTELWRAP_JAEGER_OTLP and OTELWRAP_JAEGER_QUERY if they are set, else a
// process of its own from the program OTELWRAP_JAEGER_BINARY (see tools/jaeger).

#pragma once

#include <otelwrap/testing/server_process.h>

#include <cstdint>
#include <memory>
#include <string>

namespace otelwrap::integration {

class JaegerServer {
 public:
  // Throws std::runtime_error with its log where it does not start.
  JaegerServer();

  const std::string& otlp() const { return otlp_; }
  const std::string& query() const { return query_; }

  // Why there can be no Jaeger here, for GTEST_SKIP; "" if there can.
  static std::string Missing();

 private:
  testing::ServerSpec Spec(const std::string& folder, uint16_t query_port);

  std::string otlp_;
  std::string query_;
  std::unique_ptr<testing::ServerProcess> process_;
};

}  // namespace otelwrap::integration
