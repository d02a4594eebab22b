// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A loop for asynchronous tests: hiredis's own poll adapter.

#pragma once

#include <hiredis/hiredis.h>
// The adapters need it first.
#include <hiredis/adapters/poll.h>
#include <hiredis/async.h>

namespace otelwrap::hiredis {

class Loop {
 public:
  void Attach(redisAsyncContext* context) { redisPollAttach(context); }
  // `context` null: it is gone, and nothing is left to do.
  void Turn(redisAsyncContext* context) {
    if (context != nullptr) redisPollTick(context, 0.01);
  }
};

}  // namespace otelwrap::hiredis
