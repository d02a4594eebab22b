// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <gmock/gmock.h>
#include <netdb.h>

#include <cerrno>
#include <cstring>
#include <string>

namespace otelwrap::hiredis {
namespace {

using common::Outcome;

redisReply ReplyOf(int type, std::string& text) {
  redisReply reply{};
  reply.type = type;
  reply.str = text.data();
  reply.len = text.size();
  return reply;
}

struct ServerError {
  std::string text;
  std::string error_type;
  size_t attributes;  // 1: the status code
};

TEST(ClassifyTest, TheFirstWordOfAServersErrorIsItsCode) {
  const ServerError kErrors[] = {
      {"WRONGTYPE Operation against a key", "WRONGTYPE", 1},
      {"ERR unknown command 'secret'", "ERR", 1},
      {"MOVED 3999 127.0.0.1:6381", "MOVED", 1},
      {"NOAUTH Authentication required.", "NOAUTH", 1},
      {"WRONGPASS invalid", "WRONGPASS", 1},
      {"LOADING", "LOADING", 1},
      {"MYAPP_42 of a script", "_OTHER", 1},
      {"no code at all", "_OTHER", 0},
      {"Err text", "_OTHER", 0},
      {"", "_OTHER", 0},
      {" ERR", "_OTHER", 0},
      {"4XX", "_OTHER", 0},
      {"ERR\r\nX", "_OTHER", 0},
      {std::string(33, 'A'), "_OTHER", 0},
  };
  for (ServerError error : kErrors) {
    Outcome outcome;
    ClassifyReply(ReplyOf(REDIS_REPLY_ERROR, error.text), &outcome);
    EXPECT_EQ(outcome.error_type(), error.error_type) << error.text;
    EXPECT_EQ(outcome.attributes().size(), error.attributes) << error.text;
    EXPECT_EQ(outcome.description(), "") << error.text;
  }
}

TEST(ClassifyTest, AnErrorWithoutTextIsAnError) {
  redisReply reply{};
  reply.type = REDIS_REPLY_ERROR;
  Outcome outcome;
  ClassifyReply(reply, &outcome);
  EXPECT_EQ(outcome.error_type(), "_OTHER");
}

struct TransportError {
  int error;
  std::string text;
  std::string_view error_type;
};

TEST(ClassifyTest, TransportErrorsHaveIdsOfOurOwn) {
  const TransportError kErrors[] = {
      {REDIS_ERR_IO, std::strerror(EAGAIN), "timeout"},
      {REDIS_ERR_IO, std::strerror(ETIMEDOUT), "timeout"},
      {REDIS_ERR_IO, std::strerror(ECONNREFUSED), "connection_refused"},
      {REDIS_ERR_IO, std::string("connect: ") + std::strerror(ECONNRESET), "connection_reset"},
      {REDIS_ERR_IO, std::strerror(EPIPE), "connection_closed"},
      {REDIS_ERR_IO, std::strerror(ENETUNREACH), "network_error"},
      {REDIS_ERR_IO, "", "network_error"},
      {REDIS_ERR_EOF, "Server closed the connection", "connection_closed"},
      {REDIS_ERR_PROTOCOL, "Protocol error, got \"H\"", "protocol_error"},
      {REDIS_ERR_OOM, "Out of memory", "out_of_memory"},
      {REDIS_ERR_TIMEOUT, "recv timeout", "timeout"},
      {REDIS_ERR_OTHER, gai_strerror(EAI_NONAME), "host_not_found"},
      {REDIS_ERR_OTHER, "Invalid format string", "_OTHER"},
      {0, "", "_OTHER"},
      {77, "of a later hiredis", "_OTHER"},
  };
  for (const TransportError& error : kErrors) {
    EXPECT_EQ(TransportErrorType(error.error, error.text), error.error_type) << error.text;
  }
}

TEST(ClassifyTest, EveryOtherReplyIsASuccess) {
  std::string text = "ERR is what was stored here";
  for (const int type : {REDIS_REPLY_STRING, REDIS_REPLY_ARRAY, REDIS_REPLY_INTEGER,
                         REDIS_REPLY_NIL, REDIS_REPLY_STATUS, REDIS_REPLY_MAP}) {
    Outcome outcome;
    ClassifyReply(ReplyOf(type, text), &outcome);
    EXPECT_FALSE(outcome.IsError()) << type;
    EXPECT_EQ(outcome.attributes().size(), 0U) << type;
  }
}

}  // namespace
}  // namespace otelwrap::hiredis
