// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// GET item:1 on a connected context that answers 100 bytes from memory: hiredis formats, sends and
// parses as ever, only the socket is left out. (A real server: ./run bench --paired redis-get.)

#include <arpa/inet.h>
#include <hiredis/hiredis.h>
#include <hiredis/sds.h>
#include <netinet/in.h>
#include <otelwrap/hiredis/command.h>
#include <otelwrap/hiredis/context.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <stdexcept>
#include <string>

#include "harness/subject.h"

namespace otelwrap::benchmarks {
namespace {

const std::string& Answer() {
  static const std::string& answer = *new std::string("$100\r\n" + std::string(100, 'v') + "\r\n");
  return answer;
}

ssize_t ReadFromMemory(redisContext*, char* buffer, size_t size) {
  const size_t read = std::min(size, Answer().size());
  std::copy_n(Answer().data(), read, buffer);
  return static_cast<ssize_t>(read);
}

ssize_t DropWritten(redisContext* context) { return static_cast<ssize_t>(sdslen(context->obuf)); }

// A TCP connection, so that there is an endpoint to describe; nothing is ever sent over it.
redisContext* Connect() {
  const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener, generic, size) != 0 || listen(listener, 1) != 0 ||
      getsockname(listener, generic, &size) != 0) {
    throw std::runtime_error("hiredis subject: can't listen on the loopback");
  }
  redisContext* context = redisConnect("127.0.0.1", ntohs(address.sin_port));
  close(listener);
  if (context == nullptr || context->err != 0) {
    throw std::runtime_error("hiredis subject: can't connect");
  }
  static redisContextFuncs in_memory = *context->funcs;
  in_memory.read = ReadFromMemory;
  in_memory.write = DropWritten;
  context->funcs = &in_memory;
  return context;
}

redisContext* Connection() {
  static redisContext* const connection = Connect();
  return connection;
}

void Check(const redisReply* reply) {
  if (reply == nullptr || reply->len != 100) throw std::runtime_error("hiredis subject: no reply");
}

void Bare(size_t times) {
  redisContext* const context = Connection();
  for (size_t i = 0; i < times; ++i) {
    const hiredis::Reply reply(static_cast<redisReply*>(redisCommand(context, "GET %s", "item:1")));
    Check(reply.get());
  }
}

void Instrumented(size_t times) {
  redisContext* const context = Connection();
  for (size_t i = 0; i < times; ++i) {
    const hiredis::Reply reply(hiredis::Command(context, "GET %s", "item:1"));
    Check(reply.get());
  }
}

const ComponentRegistration kGet("hiredis-get", Bare, Instrumented);

}  // namespace
}  // namespace otelwrap::benchmarks
