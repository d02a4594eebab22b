// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "session.h"

#include <otelwrap/common/error_types.h>

#include <exception>

#include "attribute_names.h"
#include "classify.h"
#include "replies.h"

namespace otelwrap::hiredis {
namespace {

bool IsSubscription(const Request& request) noexcept {
  return request.name == "SUBSCRIBE" || request.name == "PSUBSCRIBE" ||
         request.name == "SSUBSCRIBE";
}

// A subscription is confirmed channel by channel.
uint64_t RepliesTo(const Request& request) noexcept {
  const size_t total = request.arguments.total();
  return IsSubscription(request) && total > 1 ? total - 1 : 1;
}

}  // namespace

void Session::Sent(const Instrumentation& instrumentation, redisContext& context,
                   const Request& request) noexcept {
  try {
    Follow(request);
    Open({instrumentation, context, database_}, request);
  } catch (const std::exception&) {  // memory is out: what is open would be wrong from here on
    Abandon();
    database_ = kNoDatabase;
    return;
  }
  const uint64_t replies = RepliesTo(request);
  sent_ += replies;
  pending_ += replies;
}

// Remembers what the reply will have to be looked at for.
void Session::Follow(const Request& request) {
  Special special{sent_, Kind::kOther, DatabaseChangeOf(request)};
  if (request.name == "MULTI" && !transaction_) {
    special.kind = Kind::kMulti;
    transaction_ = true;
    queued_database_ = kNoDatabase;
  } else if (request.name == "EXEC") {
    special.kind = Kind::kExec;
  } else if (request.name == "DISCARD") {
    special.kind = Kind::kDiscard;
  } else if (special.database.kind != DatabaseChange::Kind::kNone) {
    special.kind = Kind::kDatabase;
  }
  if (special.kind != Kind::kOther) special_.push_back(special);
}

void Session::Open(const Site& site, const Request& request) {
  if (batch_ == nullptr && !site.instrumentation.ObservesCalls()) return;
  if (site.instrumentation.span_per_command()) {
    commands_.Push([&] { return StartCommand(site, request); });
    return;
  }
  if (batch_ == nullptr && pending_ == 0) batch_ = std::make_unique<Batch>(site, request);
  if (batch_ != nullptr) batch_->Add(request);
}

Session::Special Session::TakeSpecial() noexcept {
  if (!AwaitsSpecial() || special_[next_special_].reply != received_) return {};
  const Special special = special_[next_special_++];
  if (!AwaitsSpecial()) {
    special_.clear();
    next_special_ = 0;
  }
  return special;
}

void Session::Received(const redisReply* reply) noexcept {
  if (pending_ == 0 || (reply != nullptr && reply->type == REDIS_REPLY_PUSH)) return;
  const Special special = TakeSpecial();
  ++received_;
  --pending_;
  Judge(special, reply);
  FollowDatabase(special, reply);
  FollowTransaction(special, reply);
  CloseIfDone();
}

void Session::Judge(const Special& special, const redisReply* reply) noexcept {
  common::Outcome outcome;
  if (reply != nullptr) ClassifyReply(*reply, &outcome);
  if (batch_ == nullptr) {
    if (special.kind == Kind::kExec && reply != nullptr) ClassifyItems(*reply, &outcome);
    commands_.EndNext(outcome);
    return;
  }
  if (outcome.IsError()) batch_->Failed(outcome);
  if (special.kind == Kind::kExec && reply != nullptr) JudgeExec(*reply);
  if (special.kind == Kind::kDiscard && !outcome.IsError()) {
    batch_->SetTransactionResult("discarded");
  }
}

void Session::JudgeExec(const redisReply& reply) noexcept {
  if (reply.type == REDIS_REPLY_NIL) batch_->SetTransactionResult("aborted");
  if (reply.type != REDIS_REPLY_ARRAY) return;
  batch_->SetTransactionResult("committed");
  for (size_t i = 0; i < reply.elements; ++i) {
    common::Outcome outcome;
    if (reply.element[i] != nullptr) ClassifyReply(*reply.element[i], &outcome);
    if (outcome.IsError()) batch_->Failed(outcome);
  }
}

void Session::FollowDatabase(const Special& special, const redisReply* reply) noexcept {
  const bool queued = reply != nullptr && IsStatus(*reply, "QUEUED");
  if (queued && special.database.kind == DatabaseChange::Kind::kSelect) {
    queued_database_ = special.database.number;
    return;
  }
  database_ = DatabaseAfter(special.database, reply, database_);
  const bool committed = special.kind == Kind::kExec && reply != nullptr &&
                         reply->type == REDIS_REPLY_ARRAY && queued_database_ != kNoDatabase;
  if (!committed) return;
  // Whether it was this SELECT that failed need not be known: a failure makes it uncertain.
  common::Outcome items;
  ClassifyItems(*reply, &items);
  database_ = items.IsError() ? kNoDatabase : queued_database_;
}

void Session::FollowTransaction(const Special& special, const redisReply* reply) noexcept {
  if (!transaction_) return;
  const bool refused = reply != nullptr && reply->type == REDIS_REPLY_ERROR;
  const bool queued = reply != nullptr && IsStatus(*reply, "QUEUED");
  switch (special.kind) {
    case Kind::kMulti:
      transaction_ = !refused;
      break;
    case Kind::kExec:
    case Kind::kDiscard:
      transaction_ = false;
      break;
    default:
      // Any other reply: the transaction was ended past us (or by RESET).
      if (!refused && !queued && !AwaitsSpecial()) transaction_ = false;
  }
}

void Session::CloseIfDone() noexcept {
  if (IsOpen()) return;
  if (batch_ != nullptr) batch_->End();
  Forget();
}

void Session::Lost(const redisContext& context) noexcept {
  const std::string_view error_type = TransportErrorType(context.err, context.errstr);
  if (batch_ != nullptr) batch_->EndLost(error_type);
  commands_.EndAll(error_type);
  Forget();
}

void Session::Abandon() noexcept {
  commands_.EndAll(common::error_types::kAbandoned);
  Forget();
}

void Session::Forget() noexcept {
  batch_.reset();
  special_.clear();
  next_special_ = 0;
  sent_ = received_ = pending_ = 0;
  transaction_ = false;
}

}  // namespace otelwrap::hiredis
