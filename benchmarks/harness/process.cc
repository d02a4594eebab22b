// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "harness/process.h"

#include <sched.h>

#include <cstddef>

namespace otelwrap::benchmarks {

void UseOneProcessor() {
  cpu_set_t one;
  CPU_ZERO(&one);
  const int current = sched_getcpu();
  CPU_SET(static_cast<size_t>(current < 0 ? 0 : current), &one);
  sched_setaffinity(0, sizeof one, &one);
}

SecondThread::SecondThread()
    : thread_([this] {
        std::unique_lock<std::mutex> lock(mutex_);
        end_.wait(lock, [this] { return ended_; });
      }) {}

SecondThread::~SecondThread() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
  }
  end_.notify_one();
  thread_.join();
}

}  // namespace otelwrap::benchmarks
