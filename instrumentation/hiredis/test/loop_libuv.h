// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A loop for asynchronous tests: libuv.

#pragma once

#include <hiredis/hiredis.h>
// The adapters need it first.
#include <hiredis/adapters/libuv.h>
#include <hiredis/async.h>

#include <chrono>
#include <thread>

namespace otelwrap::hiredis {

class Loop {
 public:
  Loop() { uv_loop_init(&loop_); }
  ~Loop() {
    uv_run(&loop_, UV_RUN_DEFAULT);  // handles close in a later turn
    uv_loop_close(&loop_);
  }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void Attach(redisAsyncContext* context) { redisLibuvAttach(context, &loop_); }
  void Turn(redisAsyncContext*) {
    uv_run(&loop_, UV_RUN_NOWAIT);
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

 private:
  uv_loop_t loop_;
};

}  // namespace otelwrap::hiredis
