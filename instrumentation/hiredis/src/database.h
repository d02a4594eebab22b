// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Which database a connection is in, told from the commands that were sent on it and their replies,
// which come in the same order. AUTH, HELLO and SWAPDB leave its number as it is; a SELECT within
// MULTI takes effect with EXEC.
//
// Threads: as the connection: one at a time. Errors: what can't be told for certain is not known.

#pragma once

#include <hiredis/hiredis.h>

#include <cstdint>

#include "command_kind.h"
#include "request.h"

namespace otelwrap::hiredis {

// A database's number, or that it isn't known.
inline constexpr int kNoDatabase = -1;

// What a command may do to the connection's database.
struct DatabaseChange {
  CommandKind kind = CommandKind::kPlain;
  int number = kNoDatabase;  // that a SELECT names

  bool MayChange() const noexcept {
    return kind == CommandKind::kSelect || kind == CommandKind::kReset ||
           kind == CommandKind::kExec;
  }
};

DatabaseChange DatabaseChangeOf(const Request& request) noexcept;

class Database {
 public:
  explicit Database(int number = kNoDatabase) noexcept : number_(number) {}

  // Where a command goes to that is sent now: not known while the replies of others tell it.
  int ForNext() const noexcept { return changing_ == 0 ? Here() : kNoDatabase; }
  // Where the command went to whose reply is the next, before Answered() was told of it.
  int Here() const noexcept { return selects_ == 0 ? number_ : kNoDatabase; }

  void Sent(const DatabaseChange& change) noexcept {
    if (change.MayChange()) ++changing_;
  }
  // Of each command in turn; null: it has none that could be read.
  void Answered(const DatabaseChange& change, const redisReply* reply) noexcept;

  // A command went past us. What was sent before it tells nothing any more.
  void Lose() noexcept;

 private:
  void Queue(const DatabaseChange& change) noexcept;
  void ForgetQueue() noexcept { queued_ = selects_ = 0; }
  int AfterSelect(int number, const redisReply& reply) const noexcept;
  int AfterExec(const redisReply& reply) const noexcept;

  int number_;
  uint32_t changing_ = 0;  // commands whose replies are still to come
  uint32_t stale_ = 0;     // those of them that were sent before something went past us
  uint32_t queued_ = 0;    // by MULTI
  uint32_t selects_ = 0;   // among them
  uint32_t select_at_ = 0;
  int select_number_ = kNoDatabase;  // of the last one
};

}  // namespace otelwrap::hiredis
