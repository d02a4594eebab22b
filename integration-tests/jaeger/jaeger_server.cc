// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "jaeger_server.h"

#include <otelwrap/testing/free_port.h>

#include <cstdlib>

namespace otelwrap::integration {
namespace {

std::string Variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

std::string JaegerServer::Missing() {
  if (!Variable("OTELWRAP_JAEGER_OTLP").empty() || !Variable("OTELWRAP_JAEGER_BINARY").empty()) {
    return "";
  }
  return "no Jaeger: neither OTELWRAP_JAEGER_OTLP nor OTELWRAP_JAEGER_BINARY is set (./run test "
         "builds one where Go 1.24 or newer is installed)";
}

JaegerServer::JaegerServer() {
  otlp_ = Variable("OTELWRAP_JAEGER_OTLP");
  query_ = Variable("OTELWRAP_JAEGER_QUERY");
  if (!otlp_.empty()) return;
  process_ = std::make_unique<testing::ServerProcess>(
      [this](const std::string& folder, uint16_t port) { return Spec(folder, port); });
}

testing::ServerSpec JaegerServer::Spec(const std::string& folder, uint16_t query_port) {
  const std::string otlp_port = std::to_string(testing::FreePort());
  otlp_ = "http://127.0.0.1:" + otlp_port;
  query_ = "http://127.0.0.1:" + std::to_string(query_port);
  testing::ServerSpec spec;
  spec.program = "env";
  spec.arguments = {"JAEGER_OTLP_HTTP_PORT=" + otlp_port,
                    "JAEGER_OTLP_GRPC_PORT=" + std::to_string(testing::FreePort()),
                    "JAEGER_QUERY_PORT=" + std::to_string(query_port),
                    "JAEGER_QUERY_GRPC_PORT=" + std::to_string(testing::FreePort()),
                    "JAEGER_DATA=" + folder + "/data",
                    Variable("OTELWRAP_JAEGER_BINARY"),
                    "--config",
                    std::string("file:") + OTELWRAP_JAEGER_CONFIG};
  return spec;
}

}  // namespace otelwrap::integration
