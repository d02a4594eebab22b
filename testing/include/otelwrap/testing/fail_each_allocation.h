// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Each allocation of some work fails in turn, and the work goes as it does otherwise. For programs
// that link otelwrap::testing_allocations.
//
//   FailEachAllocation([&] { return Query(handle, "DO 1") == 0; });
//
// Threads: one works at a time. Errors: failed expectations that say which allocation it was.

#pragma once

#include <gtest/gtest.h>
#include <otelwrap/testing/allocation_counter.h>

#include <cstdint>
#include <functional>
#include <thread>

namespace otelwrap::testing {

// kCold: each time on a thread of its own, which remembers nothing of the last time.
enum class ThreadMemory { kWarm, kCold };

// `work` says whether it went as it does without us. What is made once is made before.
inline void FailEachAllocation(const std::function<bool()>& work,
                               ThreadMemory memory = ThreadMemory::kWarm) {
  constexpr uint64_t kMost = 500;
  const auto run = [memory](const std::function<void()>& what) {
    memory == ThreadMemory::kCold ? std::thread(what).join() : what();
  };
  run([&] {
    EXPECT_TRUE(work());
    EXPECT_TRUE(work());
  });
  uint64_t nth = 1;
  for (bool happened = true; happened && nth < kMost; ++nth) {
    run([&] {
      const FailAllocation failure(nth);
      const bool went_well = work();
      happened = failure.Happened();
      const SpareAllocations spare;
      EXPECT_TRUE(went_well) << "allocation " << nth;
    });
  }
  EXPECT_LT(nth, kMost) << "there was no end of allocations";
  EXPECT_GT(nth, 2U) << "it allocates nothing";
}

}  // namespace otelwrap::testing
