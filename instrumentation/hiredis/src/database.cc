// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "database.h"

#include <algorithm>
#include <charconv>
#include <string_view>

#include "replies.h"

namespace otelwrap::hiredis {
namespace {

constexpr int kFirstDatabase = 0;

int DatabaseNumber(std::string_view text) noexcept {
  int number = kNoDatabase;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end && number >= 0 ? number : kNoDatabase;
}

bool IsError(const redisReply* reply) noexcept {
  return reply != nullptr && reply->type == REDIS_REPLY_ERROR;
}

}  // namespace

DatabaseChange DatabaseChangeOf(const Request& request) noexcept {
  const CommandKind kind = request.kind();
  if (kind != CommandKind::kSelect) return {kind, kNoDatabase};
  Arguments arguments = request.arguments;
  std::string_view words[2];
  const bool has_number = arguments.Read(words, 2) == 2;
  return {kind, has_number ? DatabaseNumber(words[1]) : kNoDatabase};
}

void Database::Lose() noexcept {
  number_ = kNoDatabase;
  stale_ = changing_;
}

void Database::Answered(const DatabaseChange& change, const redisReply* reply) noexcept {
  if (change.MayChange() && changing_ > 0) --changing_;
  if (change.MayChange() && stale_ > 0) {
    --stale_;
    return;
  }
  if (reply != nullptr && IsStatus(*reply, "QUEUED")) {
    Queue(change);
    return;
  }
  if (change.MayChange() && reply == nullptr) {
    number_ = kNoDatabase;
    ForgetQueue();
    return;
  }
  switch (change.kind) {
    case CommandKind::kSelect:
      number_ = AfterSelect(change.number, *reply);
      break;
    case CommandKind::kExec:
      if (selects_ > 0) number_ = AfterExec(*reply);
      ForgetQueue();
      break;
    case CommandKind::kReset:
      if (IsError(reply)) break;
      number_ = kFirstDatabase;
      ForgetQueue();
      break;
    case CommandKind::kMulti:
    case CommandKind::kDiscard:
      if (!IsError(reply)) ForgetQueue();
      break;
    default:
      break;
  }
}

void Database::Queue(const DatabaseChange& change) noexcept {
  if (change.kind == CommandKind::kSelect) {
    ++selects_;
    select_at_ = queued_;
    select_number_ = change.number;
  }
  ++queued_;
}

int Database::AfterSelect(int number, const redisReply& reply) const noexcept {
  if (reply.type == REDIS_REPLY_ERROR) return number_;
  return IsStatus(reply, "OK") ? number : kNoDatabase;
}

int Database::AfterExec(const redisReply& reply) const noexcept {
  if (reply.type == REDIS_REPLY_NIL || reply.type == REDIS_REPLY_ERROR) return number_;
  if (reply.type != REDIS_REPLY_ARRAY || reply.elements != queued_) return kNoDatabase;
  const auto failed = [](const redisReply* item) { return item == nullptr || IsError(item); };
  const bool all_went_well = std::none_of(reply.element, reply.element + reply.elements, failed);
  if (all_went_well) return select_number_;
  // Of several it is not asked which failed.
  const redisReply* item = reply.element[select_at_];
  return selects_ == 1 && item != nullptr ? AfterSelect(select_number_, *item) : kNoDatabase;
}

}  // namespace otelwrap::hiredis
