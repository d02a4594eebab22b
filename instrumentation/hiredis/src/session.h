// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What is followed of one connection: its database, and the operation over commands whose replies
// are still to come. A pipeline begins with the first command that was only appended and ends with
// the last reply; a transaction begins with MULTI and ends with the reply to EXEC or DISCARD.
//
// Threads: as the connection: one at a time. Ownership: keeps nothing of a command or a reply; what
// traces an operation must live until that has ended. Errors: nothing throws; without memory
// commands go by untraced.

#pragma once

#include <hiredis/hiredis.h>

#include <cstdint>
#include <memory>
#include <vector>

#include "batch.h"
#include "command_spans.h"
#include "connection_metrics.h"
#include "database.h"
#include "request.h"
#include "start.h"

namespace otelwrap::hiredis {

class Session {
 public:
  explicit Session(int database = kNoDatabase) noexcept : database_(database) {}

  int database() const noexcept { return database_; }
  void SetDatabase(int database) noexcept { database_ = database; }

  // Of a connection that is ours: counted as long as this lives.
  MeasuredConnection& measured() noexcept { return measured_; }

  // Whether replies, or the end of a transaction, are waited for.
  bool IsOpen() const noexcept { return pending_ > 0 || transaction_; }

  // A command was handed to the library, which has not given its reply.
  void Sent(const Instrumentation& instrumentation, redisContext& context,
            const Request& request) noexcept;
  // The library gave the next reply; null: one that can't be read. Where none is waited for it is a
  // message, and nobody's.
  void Received(const redisReply* reply) noexcept;
  // The connection is lost, as the context tells, and with it every reply.
  void Lost(const redisContext& context) noexcept;
  // Ends what is open as abandoned.
  void Abandon() noexcept;

 private:
  // Commands whose replies say more than success or failure, by the number of their reply.
  enum class Kind : uint8_t { kOther, kMulti, kExec, kDiscard, kDatabase };
  struct Special {
    uint64_t reply = 0;
    Kind kind = Kind::kOther;
    DatabaseChange database;
  };

  void Open(const Site& site, const Request& request);
  void Follow(const Request& request);
  bool AwaitsSpecial() const noexcept { return next_special_ < special_.size(); }
  Special TakeSpecial() noexcept;
  void Judge(const Special& special, const redisReply* reply) noexcept;
  void JudgeExec(const redisReply& reply) noexcept;
  void FollowTransaction(const Special& special, const redisReply* reply) noexcept;
  void FollowDatabase(const Special& special, const redisReply* reply) noexcept;
  void CloseIfDone() noexcept;
  void Forget() noexcept;

  int database_;
  MeasuredConnection measured_;
  uint64_t sent_ = 0;  // replies asked for, and had
  uint64_t received_ = 0;
  uint64_t pending_ = 0;
  bool transaction_ = false;
  int queued_database_ = kNoDatabase;  // by a SELECT within the transaction
  std::unique_ptr<Batch> batch_;
  CommandSpans commands_;  // instead of the batch, where each command has a span
  std::vector<Special> special_;
  size_t next_special_ = 0;
};

}  // namespace otelwrap::hiredis
