// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/allocation_counter.h>

#include <cstddef>
#include <cstdlib>
#include <new>

namespace otelwrap::testing {
namespace {

struct Counters {
  uint64_t allocations = 0;
  uint64_t bytes = 0;
  uint64_t deallocations = 0;
  uint64_t until_failure = 0;  // 0: none is due
};

// Without a constructor to run, so that the first allocation of a thread may read it.
thread_local Counters counters;

bool MustFail() noexcept { return counters.until_failure != 0 && --counters.until_failure == 0; }

void* Allocate(std::size_t size, std::size_t alignment) noexcept {
  if (MustFail()) return nullptr;
  ++counters.allocations;
  counters.bytes += size;
  if (alignment <= alignof(std::max_align_t)) return std::malloc(size == 0 ? 1 : size);
  return std::aligned_alloc(alignment, (size + alignment - 1) / alignment * alignment);
}

void* AllocateOrThrow(std::size_t size, std::size_t alignment) {
  void* const memory = Allocate(size, alignment);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

void Free(void* memory) noexcept {
  if (memory == nullptr) return;
  ++counters.deallocations;
  std::free(memory);
}

}  // namespace

AllocationCounter::AllocationCounter() noexcept
    : allocations_(counters.allocations),
      bytes_(counters.bytes),
      deallocations_(counters.deallocations) {}

uint64_t AllocationCounter::Allocations() const noexcept {
  return counters.allocations - allocations_;
}
uint64_t AllocationCounter::Bytes() const noexcept { return counters.bytes - bytes_; }
uint64_t AllocationCounter::Deallocations() const noexcept {
  return counters.deallocations - deallocations_;
}

FailAllocation::FailAllocation(uint64_t nth) noexcept { counters.until_failure = nth; }
FailAllocation::~FailAllocation() { counters.until_failure = 0; }
bool FailAllocation::Happened() const noexcept { return counters.until_failure == 0; }

SpareAllocations::SpareAllocations() noexcept : due_(counters.until_failure) {
  counters.until_failure = 0;
}
SpareAllocations::~SpareAllocations() { counters.until_failure = due_; }

}  // namespace otelwrap::testing

// Every form is replaced, because a sanitizer's runtime brings its own of those that are not.
namespace {
constexpr std::size_t kNoAlignment = 1;
std::size_t Number(std::align_val_t alignment) { return static_cast<std::size_t>(alignment); }
}  // namespace

using otelwrap::testing::Allocate;
using otelwrap::testing::AllocateOrThrow;
using otelwrap::testing::Free;

void* operator new(std::size_t size) { return AllocateOrThrow(size, kNoAlignment); }
void* operator new[](std::size_t size) { return AllocateOrThrow(size, kNoAlignment); }
void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
  return Allocate(size, kNoAlignment);
}
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return Allocate(size, kNoAlignment);
}
void* operator new(std::size_t size, std::align_val_t alignment) {
  return AllocateOrThrow(size, Number(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment) {
  return AllocateOrThrow(size, Number(alignment));
}
void* operator new(std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return Allocate(size, Number(alignment));
}
void* operator new[](std::size_t size, std::align_val_t alignment, const std::nothrow_t&) noexcept {
  return Allocate(size, Number(alignment));
}

void operator delete(void* memory) noexcept { Free(memory); }
void operator delete[](void* memory) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::size_t) noexcept { Free(memory); }
void operator delete(void* memory, const std::nothrow_t&) noexcept { Free(memory); }
void operator delete[](void* memory, const std::nothrow_t&) noexcept { Free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { Free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { Free(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { Free(memory); }
void operator delete(void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  Free(memory);
}
void operator delete[](void* memory, std::align_val_t, const std::nothrow_t&) noexcept {
  Free(memory);
}
