// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/command.h>
#include <otelwrap/telemetry/telemetry.h>

int main() {
  auto telemetry = otelwrap::telemetry::Start();
  redisContext* context = redisConnect("redis", 6379);
  redisReply* reply = otelwrap::hiredis::Command(context, "GET %s", "item:1");  // was redisCommand
  freeReplyObject(reply);  // span GET, its text GET item:?
  redisFree(context);
}
