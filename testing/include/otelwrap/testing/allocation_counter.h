// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Counts what operator new is asked for, and lets it fail. It replaces operator new and delete of
// the whole program, so it is a target of its own: otelwrap::testing_allocations.
//
//   AllocationCounter counter;
//   CallTheCode();
//   EXPECT_EQ(counter.Allocations(), 0u);
//
//   for (int nth = 1;; ++nth) {          // each allocation of the code fails once
//     FailAllocation failure(nth);
//     CallTheCode();
//     if (!failure.Happened()) break;
//   }
//
//   const SpareAllocations spare;        // while it lives no allocation fails: a library's own
//
// malloc called by C code is not counted. Counting costs two additions to a thread's own counters.
//
// Threads: each object sees the thread that made it, and must end there.
// Ownership: counters nest; of FailAllocation there is one at a time on a thread.
// Errors: the failing operator new throws std::bad_alloc, its nothrow forms return null.

#pragma once

#include <otelwrap/config.h>

#include <cstdint>

namespace otelwrap::testing {

class OTELWRAP_API AllocationCounter {
 public:
  AllocationCounter() noexcept;

  // Since the object was made, on this thread.
  uint64_t Allocations() const noexcept;
  uint64_t Bytes() const noexcept;
  uint64_t Deallocations() const noexcept;

 private:
  const uint64_t allocations_;
  const uint64_t bytes_;
  const uint64_t deallocations_;
};

class OTELWRAP_API FailAllocation {
 public:
  // The nth allocation of this thread from now on fails, counted from 1; the others succeed.
  explicit FailAllocation(uint64_t nth) noexcept;
  ~FailAllocation();
  FailAllocation(const FailAllocation&) = delete;
  FailAllocation& operator=(const FailAllocation&) = delete;

  bool Happened() const noexcept;
};

// Puts off a failure that is due: what is allocated meanwhile is not counted for it.
class OTELWRAP_API SpareAllocations {
 public:
  SpareAllocations() noexcept;
  ~SpareAllocations();
  SpareAllocations(const SpareAllocations&) = delete;
  SpareAllocations& operator=(const SpareAllocations&) = delete;

 private:
  const uint64_t due_;
};

}  // namespace otelwrap::testing
