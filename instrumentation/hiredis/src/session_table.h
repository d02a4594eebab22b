// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The sessions of contexts that are the user's own, while something is open on them: a pipeline, a
// transaction; while they are subscribed, or not answered. Nothing else is kept about a raw
// context.
//
// A context may be freed past us, and its address come back: an entry remembers the inode of its
// socket, which the system doesn't give out twice, and one that is another connection's is dropped.
// The system is not asked at each command of a pipeline: a connection that still holds what it was
// left with, commands that are not sent or replies that are not read, is the one that it was. (Not
// noticed: a new one to which as many bytes were appended past us, into the same memory.)
// One whose address doesn't come back is found when others are looked for: all are looked through
// then, no more often than every kSweepInterval, and those whose socket is gone are dropped.
//
// Threads: any, and one at a time for a context, as hiredis has it. Errors: null where memory is
// out, or kMostSessions are open.

#pragma once

#include <hiredis/hiredis.h>

#include <atomic>
#include <chrono>
#include <cstddef>

#include "session.h"

namespace otelwrap::hiredis {

inline constexpr size_t kMostSessions = 4096;
inline constexpr std::chrono::seconds kSweepInterval{1};

// By what a connection is told from an earlier one at the same address, if not by its socket.
enum class Identity {
  kCommand,  // a command begins: by those that are not sent
  kReply,    // a reply is read: by replies that were read into the buffer as well
  kAssume,   // in the middle of a call that has asked
};

// How many there are: only for what follows.
inline std::atomic<size_t> open_sessions{0};
// Whether there are any at all.
inline bool AreSessionsOpen() noexcept { return open_sessions.load(std::memory_order_relaxed) > 0; }

// Null: nothing is open on it.
Session* FindSession(const redisContext& context, Identity identity) noexcept;
// A call is over: what the connection holds now is what it is known by at this thread's next.
void LeaveSession(const redisContext& context) noexcept;
Session* OpenSession(const redisContext& context) noexcept;
// Drops those whose socket is gone; only the system is asked, not their contexts.
void SweepSessions() noexcept;
// Drops it, ending what is open as abandoned.
void CloseSession(const redisContext* context) noexcept;

}  // namespace otelwrap::hiredis
