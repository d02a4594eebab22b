// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A shop's item in Redis: set and read in one pipeline, sold in a transaction, told to whoever
// listens: main HOST PORT.

#include <hiredis/hiredis.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

// Prints what a reply says, and frees it.
void Print(const char* what, redisReply* reply) {
  if (reply == nullptr || reply->type == REDIS_REPLY_ERROR) {
    std::fprintf(stderr, "%s failed: %s\n", what, reply != nullptr ? reply->str : "no connection");
    std::exit(1);
  }
  if (reply->type == REDIS_REPLY_STRING) std::printf("%s is %s\n", what, reply->str);
  if (reply->type == REDIS_REPLY_INTEGER) std::printf("%s: %lld\n", what, reply->integer);
  freeReplyObject(reply);
}

redisReply* Next(redisContext* context) {
  void* reply = nullptr;
  redisGetReply(context, &reply);
  return static_cast<redisReply*>(reply);
}

redisReply* Send(redisContext* context, const char* command) {
  return static_cast<redisReply*>(redisCommand(context, command));
}

redisReply* Publish(redisContext* context, std::string_view text) {
  return static_cast<redisReply*>(
      redisCommand(context, "PUBLISH sales:books %b", text.data(), text.size()));
}

void Hear(const redisReply& message) {
  const std::string_view text(message.element[2]->str, message.element[2]->len);
  std::printf("heard of %.*s\n", static_cast<int>(text.size()), text.data());
}

}  // namespace

int main(int argc, char** argv) {
  const char* const host = argc > 1 ? argv[1] : "127.0.0.1";
  const int port = argc > 2 ? std::atoi(argv[2]) : 6379;

  redisContext* redis = redisConnect(host, port);
  redisContext* listener = redisConnect(host, port);
  if (redis == nullptr || listener == nullptr) return 1;

  redisAppendCommand(redis, "SET %s %s", "item:1", "a book");
  redisAppendCommand(redis, "GET %s", "item:1");
  Print("item:1", Next(redis));
  Print("item:1", Next(redis));

  Print("MULTI", Send(redis, "MULTI"));
  Print("INCR", Send(redis, "INCR sold:1"));
  Print("INCR", Send(redis, "INCR sold:all"));
  Print("EXEC", Send(redis, "EXEC"));

  Print("SUBSCRIBE", Send(listener, "SUBSCRIBE sales:books"));
  Print("listeners", Publish(redis, "item:1"));
  redisReply* message = Next(listener);
  if (message != nullptr) Hear(*message);
  freeReplyObject(message);

  redisFree(listener);
  redisFree(redis);
  return 0;
}
