// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/context.h>

int main() {
  otelwrap::hiredis::Context redis("127.0.0.1", 1);
  return redis.Command("PING") == nullptr && redis.ErrorCode() == REDIS_ERR_IO ? 0 : 1;
}
