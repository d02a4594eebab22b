// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// GET item:1 on a connected context that answers 100 bytes from memory: hiredis formats, sends and
// parses as ever, only the socket is left out. The same as a pipeline of 100; and from a real
// server over TCP and a Unix socket, and with 64 in flight. (Throughput: ./run bench --paired
// redis-get.)

#include <arpa/inet.h>
#include <hiredis/hiredis.h>
// The adapter needs it first.
#include <hiredis/adapters/poll.h>
#include <hiredis/async.h>
#include <hiredis/sds.h>
#include <netinet/in.h>
#include <otelwrap/hiredis/async.h>
#include <otelwrap/hiredis/command.h>
#include <otelwrap/hiredis/context.h>
#include <otelwrap/hiredis/pipeline.h>
#include <otelwrap/testing/redis_server.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
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

// One pipeline of 100, on the context that answers from memory.
constexpr int kPipeline = 100;

void BarePipeline(size_t times) {
  redisContext* const context = Connection();
  for (size_t i = 0; i < times; ++i) {
    for (int n = 0; n < kPipeline; ++n) redisAppendCommand(context, "GET %s", "item:1");
    for (int n = 0; n < kPipeline; ++n) {
      void* reply = nullptr;
      redisGetReply(context, &reply);
      freeReplyObject(reply);
    }
  }
}

void InstrumentedPipeline(size_t times) {
  redisContext* const context = Connection();
  for (size_t i = 0; i < times; ++i) {
    for (int n = 0; n < kPipeline; ++n) hiredis::AppendCommand(context, "GET %s", "item:1");
    for (int n = 0; n < kPipeline; ++n) {
      void* reply = nullptr;
      hiredis::GetReply(context, &reply);
      freeReplyObject(reply);
    }
  }
}

const ComponentRegistration kPipelineOfGets("hiredis-pipeline", BarePipeline, InstrumentedPipeline);

// A real server in a process of its own, and in one that counts instructions that of its parent.
constexpr char kPortVariable[] = "OTELWRAP_BENCH_REDIS_PORT";
constexpr char kSocketVariable[] = "OTELWRAP_BENCH_REDIS_SOCKET";

void StartServer() {
  if (std::getenv(kPortVariable) != nullptr) return;
  static const testing::RedisServer server;
  setenv(kPortVariable, std::to_string(server.port()).c_str(), 1);
  setenv(kSocketVariable, server.socket().c_str(), 1);
  redisContext* const context = redisConnect("127.0.0.1", server.port());
  freeReplyObject(redisCommand(context, "SET item:1 %s", std::string(100, 'v').c_str()));
  redisFree(context);
}

int ServerPort() {
  StartServer();
  return std::atoi(std::getenv(kPortVariable));
}

redisContext* OverTcp() {
  static redisContext* const context = redisConnect("127.0.0.1", ServerPort());
  return context;
}

redisContext* OverUnixSocket() {
  StartServer();
  static redisContext* const context = redisConnectUnix(std::getenv(kSocketVariable));
  return context;
}

template <redisContext* (*kConnection)()>
void BareGet(size_t times) {
  redisContext* const context = kConnection();
  for (size_t i = 0; i < times; ++i) {
    const hiredis::Reply reply(static_cast<redisReply*>(redisCommand(context, "GET %s", "item:1")));
    Check(reply.get());
  }
}

template <redisContext* (*kConnection)()>
void InstrumentedGet(size_t times) {
  redisContext* const context = kConnection();
  for (size_t i = 0; i < times; ++i) {
    const hiredis::Reply reply(hiredis::Command(context, "GET %s", "item:1"));
    Check(reply.get());
  }
}

const ComponentRegistration kTcp("hiredis-get-tcp", BareGet<OverTcp>, InstrumentedGet<OverTcp>,
                                 testing::RedisServer::Missing);
const ComponentRegistration kUnix("hiredis-get-unix", BareGet<OverUnixSocket>,
                                  InstrumentedGet<OverUnixSocket>, testing::RedisServer::Missing);

// 64 asynchronous commands in flight, in hiredis's poll loop.
constexpr int kInFlight = 64;

redisAsyncContext* Asynchronous() {
  static redisAsyncContext* const context = [] {
    redisAsyncContext* made = redisAsyncConnect("127.0.0.1", ServerPort());
    redisPollAttach(made);
    return made;
  }();
  return context;
}

void CountReply(redisAsyncContext*, void* reply, void* count) {
  Check(static_cast<redisReply*>(reply));
  ++*static_cast<int*>(count);
}

template <class Send>
void SendAndWait(size_t times, Send send) {
  redisAsyncContext* const context = Asynchronous();
  for (size_t i = 0; i < times; ++i) {
    int answered = 0;
    for (int n = 0; n < kInFlight; ++n) send(context, &answered);
    while (answered < kInFlight) redisPollTick(context, 1);
  }
}

void BareAsync(size_t times) {
  SendAndWait(times, [](redisAsyncContext* context, int* count) {
    redisAsyncCommand(context, CountReply, count, "GET %s", "item:1");
  });
}

void InstrumentedAsync(size_t times) {
  SendAndWait(times, [](redisAsyncContext* context, int* count) {
    hiredis::AsyncCommand(context, CountReply, count, "GET %s", "item:1");
  });
}

const ComponentRegistration kAsync("hiredis-async", BareAsync, InstrumentedAsync,
                                   testing::RedisServer::Missing);

}  // namespace
}  // namespace otelwrap::benchmarks
