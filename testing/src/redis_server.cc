// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/redis_server.h>

#include <cstdlib>
#include <fstream>

#include "socket.h"

namespace otelwrap::testing {
namespace {

// Redis, or what is to stand in its place.
std::string Program() {
  const char* const other = std::getenv("OTELWRAP_TEST_REDIS_SERVER");
  return other != nullptr ? other : "redis-server";
}

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
  spec.program = Program();
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
  const std::string program = Program();
  if (!FindProgram(program).empty()) return {};
  return program + " is not installed (Debian package " + program + ")";
}

}  // namespace otelwrap::testing
