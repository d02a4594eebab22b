// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How a process that measures has to be: on one processor, and with a second thread alive. On two
// processors what is measured is where the scheduler puts things; in a process of one thread the
// C++ library leaves out the atomic reference counts that every server has.

#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

namespace otelwrap::benchmarks {

// What is started afterwards, threads and servers, inherits it.
void UseOneProcessor();

// Alive, and asleep, as long as the object.
class SecondThread {
 public:
  SecondThread();
  ~SecondThread();
  SecondThread(const SecondThread&) = delete;
  SecondThread& operator=(const SecondThread&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable end_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace otelwrap::benchmarks
