// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What is followed of one connection: its database, how it answers, and the operation over commands
// whose replies are still to come. A pipeline begins with the first command that was only appended
// and ends with the last reply; a transaction begins with MULTI and ends with the reply to EXEC or
// DISCARD.
//
// Threads: as the connection: one at a time. Ownership: keeps nothing of a command or a reply; what
// traces an operation must live until that has ended. Errors: nothing throws; without memory
// commands go by untraced.

#pragma once

#include <hiredis/hiredis.h>

#include <cstddef>
#include <memory>

#include "batch.h"
#include "command_spans.h"
#include "connection_metrics.h"
#include "database.h"
#include "reply_order.h"
#include "request.h"
#include "start.h"

namespace otelwrap::hiredis {

class Session {
 public:
  explicit Session(int database = kNoDatabase) noexcept : database_(database) {}

  // That of a command that is sent now.
  int database() const noexcept { return database_.ForNext(); }
  // Of a connection that is new, or that something went past us on.
  void SetDatabase(int database) noexcept { database_ = Database(database); }

  // Of a connection that is ours: counted as long as this lives.
  MeasuredConnection& measured() noexcept { return measured_; }

  // Whether replies, or the end of a transaction, are waited for.
  bool IsOpen() const noexcept { return order_.waiting() > 0 || transaction_; }
  // Whether replies would be misunderstood if it was forgotten.
  bool IsNeeded() const noexcept { return transaction_ || order_.IsNeeded(); }
  // Whether pushes are of interest.
  bool AwaitsSubscription() const noexcept { return order_.AwaitsSubscription(); }

  // Around each call on the connection: replies that were read past us in between are seen by how
  // far its reader has come. What is open ends as abandoned then, and the database is not known.
  void Enter(const redisContext& context) noexcept;
  void Leave(const redisContext& context) noexcept;

  // A command was handed to the library, which has not given its reply.
  void Sent(const Instrumentation& instrumentation, redisContext& context,
            const Request& request) noexcept;
  // The library gave the next reply; null: one that can't be read. Where none is waited for it is a
  // message, and nobody's.
  void Received(const redisReply* reply) noexcept;
  // A command had its reply while nothing was open. Null: none, or one that can't be read.
  void AnsweredAlone(const DatabaseChange& change, ReplyMode asked,
                     const redisReply* reply) noexcept;
  // The connection is lost, as the context tells, and with it every reply.
  void Lost(const redisContext& context) noexcept;
  // Ends what is open as abandoned.
  void Abandon() noexcept;

 private:
  void Open(const Site& site, const Request& request, bool begins, bool waits);
  void Settle(const DatabaseChange& change, const redisReply* reply) noexcept;
  void Judge(CommandKind kind, const redisReply* reply) noexcept;
  void JudgeExec(const redisReply& reply, const common::Outcome& its_own) noexcept;
  void FollowTransaction(CommandKind kind, const redisReply* reply) noexcept;
  void CloseIfDone() noexcept;
  void Forget() noexcept;

  Database database_;
  MeasuredConnection measured_;
  ReplyOrder order_;
  bool transaction_ = false;
  bool began_ = false;     // MULTI had its reply
  size_t read_up_to_ = 0;  // in the context's reader
  std::unique_ptr<Batch> batch_;
  CommandSpans commands_;  // instead of the batch, where each command has a span
};

}  // namespace otelwrap::hiredis
