// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/context.h>

int main() {
  const otelwrap::hiredis::Context redis("127.0.0.1", 1);
  return redis.ErrorCode() != 0 ? 0 : 1;
}
