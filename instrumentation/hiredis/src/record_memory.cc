// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "record_memory.h"

#include <new>

namespace otelwrap::hiredis {
namespace {

// A thread may end before its last context: what is given back then is not kept.
thread_local bool has_ended = false;

struct Spare {
  ~Spare() {
    has_ended = true;
    while (count > 0) ::operator delete(kept[--count]);
  }

  void* kept[kMostSpare];
  size_t count = 0;
};

thread_local Spare spare;

}  // namespace

void* TakeRecordMemory(size_t size) noexcept {
  if (!has_ended && spare.count > 0) return spare.kept[--spare.count];
  return ::operator new(size, std::nothrow);
}

void GiveRecordMemory(void* memory) noexcept {
  if (memory == nullptr) return;
  if (!has_ended && spare.count < kMostSpare) {
    spare.kept[spare.count++] = memory;
  } else {
    ::operator delete(memory);
  }
}

}  // namespace otelwrap::hiredis
