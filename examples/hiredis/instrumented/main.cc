// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The same, traced: each command is a span, sent to where OTEL_EXPORTER_OTLP_ENDPOINT says.

#include <hiredis/hiredis.h>
#include <otelwrap/hiredis/command.h>
#include <otelwrap/telemetry/telemetry.h>

#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
  const char* const host = argc > 1 ? argv[1] : "127.0.0.1";
  const int port = argc > 2 ? std::atoi(argv[2]) : 6379;

  auto telemetry = otelwrap::telemetry::Start();
  redisContext* context = redisConnect(host, port);
  if (context == nullptr) return 1;
  auto* set = otelwrap::hiredis::Command(context, "SET %s %s", "item:1", "a book");
  auto* get = otelwrap::hiredis::Command(context, "GET %s", "item:1");
  const bool found = get != nullptr && get->type == REDIS_REPLY_STRING;
  if (found) {
    std::printf("item:1 is %s\n", get->str);
  } else {
    std::fprintf(stderr, "redis: %s\n", get != nullptr ? "item:1 is no string" : context->errstr);
  }
  freeReplyObject(get);
  freeReplyObject(set);
  redisFree(context);
  return found ? 0 : 1;
}
