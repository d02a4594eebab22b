// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The same, traced, and sent to where OTEL_EXPORTER_OTLP_ENDPOINT says: the pipeline is a span, so
// is the transaction, and the message that is heard leads back to who sent it.

#include <hiredis/hiredis.h>
#include <otelwrap/hiredis/command.h>
#include <otelwrap/hiredis/message.h>
#include <otelwrap/hiredis/pipeline.h>
#include <otelwrap/telemetry/telemetry.h>

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
  otelwrap::hiredis::GetReply(context, &reply);
  return static_cast<redisReply*>(reply);
}

redisReply* Send(redisContext* context, const char* command) {
  return otelwrap::hiredis::Command(context, command);
}

// The message takes the context along, and who hears it goes on from there.
redisReply* Publish(redisContext* context, std::string_view text) {
  const otelwrap::hiredis::Sending sending("sales:books");
  const auto message = otelwrap::hiredis::Wrap(otelwrap::hiredis::CurrentMessageContext(), text);
  return otelwrap::hiredis::Command(context, "PUBLISH sales:books %b", message.data(),
                                    message.size());
}

void Hear(const redisReply& message) {
  const otelwrap::hiredis::Processing processing(message);
  const std::string_view all(message.element[2]->str, message.element[2]->len);
  const std::string_view text = otelwrap::hiredis::Unwrap(all).payload;
  std::printf("heard of %.*s\n", static_cast<int>(text.size()), text.data());
}

}  // namespace

int main(int argc, char** argv) {
  const char* const host = argc > 1 ? argv[1] : "127.0.0.1";
  const int port = argc > 2 ? std::atoi(argv[2]) : 6379;

  auto telemetry = otelwrap::telemetry::Start();
  redisContext* redis = redisConnect(host, port);
  redisContext* listener = redisConnect(host, port);
  if (redis == nullptr || listener == nullptr) return 1;

  otelwrap::hiredis::AppendCommand(redis, "SET %s %s", "item:1", "a book");
  otelwrap::hiredis::AppendCommand(redis, "GET %s", "item:1");
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
