// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "session.h"

#include <otelwrap/common/error_types.h>

#include <exception>

#include "attribute_names.h"
#include "classify.h"
#include "describe.h"
#include "replies.h"

namespace otelwrap::hiredis {
namespace {

size_t ReadUpTo(const redisContext& context) noexcept {
  return context.reader != nullptr ? context.reader->pos : 0;
}

}  // namespace

void Session::Enter(const redisContext& context) noexcept {
  if (ReadUpTo(context) == read_up_to_) return;
  if (order_.waiting() > 0) Abandon();
  database_ = Database();
}

void Session::Leave(const redisContext& context) noexcept { read_up_to_ = ReadUpTo(context); }

void Session::Sent(const Instrumentation& instrumentation, redisContext& context,
                   const Request& request) noexcept {
  const DatabaseChange change = DatabaseChangeOf(request);
  const Site site{instrumentation, context, database_.ForNext()};
  const bool begins = order_.waiting() == 0;
  try {
    const bool waits = order_.Sent(request, change);
    Open(site, request, begins, waits);
    if (waits) {
      database_.Sent(change);
      if (change.kind == CommandKind::kMulti) transaction_ = true;
    } else if (change.MayChange()) {
      database_.Lose();
    }
  } catch (const std::exception&) {  // memory is out: what is open would be wrong from here on
    Abandon();
  }
}

// One that waits for no reply is part of what is open, or is done at once.
void Session::Open(const Site& site, const Request& request, bool begins, bool waits) {
  if (batch_ == nullptr && !site.instrumentation.ObservesCalls()) return;
  if (site.instrumentation.span_per_command() && waits) {
    commands_.Push(site.database == kNoDatabase, [&] { return StartCommand(site, request); });
  } else if (site.instrumentation.span_per_command() || (batch_ == nullptr && begins && !waits)) {
    StartCommand(site, request).End({});
  } else {
    if (batch_ == nullptr && begins) batch_ = std::make_unique<Batch>(site, request);
    if (batch_ != nullptr) batch_->Add(request);
  }
}

void Session::Received(const redisReply* reply) noexcept {
  using To = ReplyOrder::Answer::To;
  ReplyOrder::Answer answer = order_.Take(reply);
  for (; answer.to == To::kUntold; answer = order_.Take(reply)) commands_.EndNext({});
  if (answer.to == To::kCommand) Settle(answer.change, reply);
  CloseIfDone();
}

void Session::Settle(const DatabaseChange& change, const redisReply* reply) noexcept {
  Judge(change.kind, reply);
  database_.Answered(change, reply);
  FollowTransaction(change.kind, reply);
}

void Session::AnsweredAlone(const DatabaseChange& change, ReplyMode asked,
                            const redisReply* reply) noexcept {
  database_.Answered(change, reply);
  if (reply != nullptr) order_.AnsweredAlone(change, asked, *reply);
}

void Session::Judge(CommandKind kind, const redisReply* reply) noexcept {
  common::Outcome outcome;
  if (reply != nullptr) ClassifyReply(*reply, &outcome);
  if (batch_ == nullptr) {
    if (kind == CommandKind::kExec && reply != nullptr) ClassifyItems(*reply, &outcome);
    if (commands_.NextLacksDatabase()) DescribeDatabase(database_.Here(), &outcome.attributes());
    commands_.EndNext(outcome);
    return;
  }
  if (outcome.IsError()) batch_->Failed(kind, outcome);
  if (kind == CommandKind::kExec && reply != nullptr) JudgeExec(*reply, outcome);
  if (kind == CommandKind::kDiscard && !outcome.IsError()) {
    batch_->SetTransactionResult("discarded");
  }
}

// Nil: by a WATCH.
void Session::JudgeExec(const redisReply& reply, const common::Outcome& its_own) noexcept {
  if (reply.type == REDIS_REPLY_NIL || its_own.error_type() == "EXECABORT") {
    batch_->SetTransactionResult("aborted");
  }
  if (reply.type != REDIS_REPLY_ARRAY) return;
  batch_->SetTransactionResult("committed");
  for (size_t i = 0; i < reply.elements; ++i) {
    common::Outcome outcome;
    if (reply.element[i] != nullptr) ClassifyReply(*reply.element[i], &outcome);
    if (outcome.IsError()) batch_->Failed(CommandKind::kPlain, outcome);
  }
}

void Session::FollowTransaction(CommandKind kind, const redisReply* reply) noexcept {
  if (!transaction_) return;
  const bool refused = reply != nullptr && reply->type == REDIS_REPLY_ERROR;
  const bool queued = reply != nullptr && IsStatus(*reply, "QUEUED");
  switch (kind) {
    case CommandKind::kMulti:
      began_ = began_ || !refused;
      transaction_ = began_;
      break;
    case CommandKind::kExec:
    case CommandKind::kDiscard:
      transaction_ = false;
      break;
    default:
      // Any other reply: the transaction was ended past us (or by RESET).
      if (!refused && !queued && !order_.AwaitsSpecial()) transaction_ = false;
  }
  if (!transaction_) began_ = false;
}

void Session::CloseIfDone() noexcept {
  if (IsOpen()) return;
  if (batch_ != nullptr) batch_->End();
  batch_.reset();
}

void Session::Lost(const redisContext& context) noexcept {
  const std::string_view error_type = TransportErrorType(context.err, context.errstr);
  if (batch_ != nullptr) batch_->EndLost(error_type, order_.waiting());
  commands_.EndAll(error_type);
  Forget();
}

void Session::Abandon() noexcept {
  commands_.EndAll(common::error_types::kAbandoned);
  Forget();
}

void Session::Forget() noexcept {
  batch_.reset();
  order_ = ReplyOrder();
  transaction_ = began_ = false;
  database_ = Database();
}

}  // namespace otelwrap::hiredis
