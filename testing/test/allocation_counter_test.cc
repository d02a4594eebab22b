// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>

#include <otelwrap/testing/allocation_counter.h>

#include <memory>
#include <new>
#include <string>
#include <thread>

namespace otelwrap::testing {
namespace {

struct alignas(256) Wide {
  char bytes[256];
};

// The compiler may leave out a pair of new and delete that nobody looks at.
template <typename T>
void Touch(T* pointer) {
  asm volatile("" : : "r"(pointer) : "memory");
}

TEST(FailAllocation, FailsExactlyTheNth) {
  FailAllocation failure(2);
  const std::unique_ptr<int> first(new int(1));
  Touch(first.get());
  EXPECT_FALSE(failure.Happened());
  EXPECT_THROW(Touch(new int(2)), std::bad_alloc);
  EXPECT_TRUE(failure.Happened());
  const std::unique_ptr<int> third(new int(3));
  EXPECT_EQ(*third, 3);
}

TEST(SpareAllocations, PutsTheFailureOff) {
  FailAllocation failure(1);
  {
    const SpareAllocations spare;
    const std::unique_ptr<int> first(new int(1));
    Touch(first.get());
  }
  EXPECT_FALSE(failure.Happened());
  EXPECT_THROW(Touch(new int(2)), std::bad_alloc);
  EXPECT_TRUE(failure.Happened());
}

TEST(FailAllocation, ReachesEveryForm) {
  const auto fails = [](auto allocate) {
    FailAllocation failure(1);
    try {
      auto* const memory = allocate();
      Touch(memory);
      return memory == nullptr;
    } catch (const std::bad_alloc&) {
      return true;
    }
  };
  EXPECT_TRUE(fails([] { return new int[3]; }));
  EXPECT_TRUE(fails([] { return new Wide; }));
  EXPECT_TRUE(fails([] { return new Wide[2]; }));
  EXPECT_TRUE(fails([] { return new (std::nothrow) int; }));
  EXPECT_TRUE(fails([] { return new (std::nothrow) int[3]; }));
  EXPECT_TRUE(fails([] { return new (std::nothrow) Wide; }));
}

TEST(FailAllocation, EndsWithItsScope) {
  {
    const FailAllocation failure(1);
  }
  EXPECT_NO_THROW(delete new int);
}

TEST(AllocationCounter, CountsAllocationsAndBytes) {
  AllocationCounter counter;
  auto* const one = new int(1);
  auto* const many = new char[100];
  auto* const wide = new Wide;
  Touch(one);
  Touch(many);
  Touch(wide);
  EXPECT_EQ(counter.Allocations(), 3u);
  EXPECT_EQ(counter.Bytes(), sizeof(int) + 100 + sizeof(Wide));
  EXPECT_EQ(counter.Deallocations(), 0u);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(wide) % alignof(Wide), 0u);
  delete one;
  delete[] many;
  delete wide;
  EXPECT_EQ(counter.Deallocations(), 3u);
}

TEST(AllocationCounter, SeesTheLibrariesBelow) {
  AllocationCounter counter;
  const std::string text(1000, 'x');
  Touch(text.data());
  EXPECT_EQ(counter.Allocations(), 1u);
}

TEST(AllocationCounter, SeesOnlyItsOwnThread) {
  uint64_t theirs = 0;
  std::thread other([&theirs] {
    AllocationCounter counter;
    Touch(std::make_unique<int>(1).get());
    theirs = counter.Allocations();
  });
  AllocationCounter ours;
  other.join();
  EXPECT_EQ(ours.Allocations(), 0u);
  EXPECT_EQ(theirs, 1u);
}

}  // namespace
}  // namespace otelwrap::testing
