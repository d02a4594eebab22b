// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A plugin as a user would write it: one entry, everything else hidden.

#include <hiredis/hiredis.h>
#include <otelwrap/hiredis/command.h>
#include <sys/socket.h>
#include <unistd.h>

// A connection whose other end says nothing more: the command fails, and its span says so.
extern "C" __attribute__((visibility("default"))) void RunPlugin() {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) != 0) return;
  shutdown(ends[1], SHUT_WR);
  redisContext* redis = redisConnectFd(ends[0]);
  void* reply = otelwrap::hiredis::Command(redis, "PING");
  if (reply != nullptr) freeReplyObject(reply);
  redisFree(redis);
  close(ends[1]);
}
