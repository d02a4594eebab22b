// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The memory of what hiredis carries for a command under way: that of a command that is over is
// kept for the thread's next one, so that a steady stream of commands allocates nothing for it. No
// more than kMostSpare are kept by a thread, and none when it has ended.
//
// Threads: any; a record may be given back by another thread than took it. Errors: null where
// memory is out.

#pragma once

#include <cstddef>

namespace otelwrap::hiredis {

inline constexpr size_t kMostSpare = 64;

// REQUIRES: always the same size.
void* TakeRecordMemory(size_t size) noexcept;
void GiveRecordMemory(void* memory) noexcept;

}  // namespace otelwrap::hiredis
