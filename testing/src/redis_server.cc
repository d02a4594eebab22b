// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/redis_server.h>

#include <fstream>

#include "socket.h"

namespace otelwrap::testing {
namespace {

// An inline command; a server with a password answers NOAUTH, and is as ready.
bool Answers(uint16_t port) {
  const std::string answer = FirstBytes(port, "PING\r\n");
  return answer.rfind("+PONG", 0) == 0 || answer.rfind("-NOAUTH", 0) == 0;
}

ServerSpec Spec(const RedisOptions& options, const std::string& folder, uint16_t port) {
  const std::string file = folder + "/redis.conf";
  std::ofstream config(file);
  config << "bind 127.0.0.1\nport " << port << "\nunixsocket " << folder << "/redis.sock\n"
         << "dir " << folder << "\nsave \"\"\nappendonly no\n";
  if (!options.password.empty()) config << "requirepass " << options.password << "\n";
  for (const std::string& line : options.config) config << line << "\n";
  ServerSpec spec;
  spec.program = "redis-server";
  spec.arguments = {file};
  spec.ready = [port] { return Answers(port); };
  return spec;
}

}  // namespace

RedisServer::RedisServer(const RedisOptions& options)
    : ServerProcess([&options](const std::string& folder, uint16_t port) {
        return Spec(options, folder, port);
      }) {}

std::string RedisServer::Missing() {
  if (!FindProgram("redis-server").empty()) return {};
  return "redis-server is not installed (Debian package redis-server)";
}

}  // namespace otelwrap::testing
