// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A loop for asynchronous tests: libevent.

#pragma once

#include <hiredis/hiredis.h>
// The adapters need it first.
#include <hiredis/adapters/libevent.h>
#include <hiredis/async.h>

namespace otelwrap::hiredis {

class Loop {
 public:
  Loop() : base_(event_base_new()) {}
  ~Loop() { event_base_free(base_); }
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void Attach(redisAsyncContext* context) { redisLibeventAttach(context, base_); }
  void Turn(redisAsyncContext*) {
    const timeval pause = {0, 10'000};
    event_base_loopexit(base_, &pause);
    event_base_loop(base_, EVLOOP_ONCE);
  }

 private:
  event_base* base_;
};

}  // namespace otelwrap::hiredis
