// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "reply_order.h"

#include "replies.h"
#include "upper_case.h"

namespace otelwrap::hiredis {
namespace {

bool IsSubscription(CommandKind kind) noexcept {
  return kind == CommandKind::kSubscribe || kind == CommandKind::kUnsubscribe;
}

// One for each channel; an UNSUBSCRIBE from all has at least one.
uint64_t RepliesTo(const Request& request, CommandKind kind) noexcept {
  const size_t total = request.arguments.total();
  return IsSubscription(kind) && total > 1 ? total - 1 : 1;
}

bool IsPush(const redisReply* reply) noexcept {
  return reply != nullptr && reply->type == REDIS_REPLY_PUSH;
}

bool IsError(const redisReply* reply) noexcept {
  return reply != nullptr && reply->type == REDIS_REPLY_ERROR;
}

// An error, a place in a transaction, or what can't be told.
bool IsItsOwn(const redisReply* reply) noexcept {
  return reply == nullptr || IsError(reply) || IsStatus(*reply, "QUEUED");
}

}  // namespace

ReplyMode ReplyModeOf(const Request& request) noexcept {
  if (request.kind() != CommandKind::kClient) return ReplyMode::kNothing;
  Arguments arguments = request.arguments;
  std::string_view words[3];
  if (arguments.total() != 3 || arguments.Read(words, 3) != 3 || !IsWord(words[1], "REPLY")) {
    return ReplyMode::kNothing;
  }
  if (IsWord(words[2], "ON")) return ReplyMode::kOn;
  if (IsWord(words[2], "OFF")) return ReplyMode::kOff;
  return IsWord(words[2], "SKIP") ? ReplyMode::kSkip : ReplyMode::kNothing;
}

bool ReplyOrder::Sent(const Request& request, const DatabaseChange& change) {
  const ReplyMode asked = in_multi_ ? ReplyMode::kNothing : ReplyModeOf(request);
  const CommandKind kind = change.kind;
  if (asked == ReplyMode::kOn || kind == CommandKind::kReset) is_off_ = skips_next_ = false;
  const bool is_silent = Silences(asked);
  if (kind == CommandKind::kMulti) in_multi_ = true;
  if (kind == CommandKind::kExec || kind == CommandKind::kDiscard || kind == CommandKind::kReset) {
    in_multi_ = false;
  }
  const Role role = is_silent ? Role::kHeard : Role::kWaits;
  const bool is_special = kind != CommandKind::kPlain && kind != CommandKind::kClient;
  if (is_silent ? IsSubscription(kind) : is_special) {
    Await({sent_, role, change, RepliesTo(request, kind)});
  }
  if (!is_silent) ++sent_;
  return !is_silent;
}

bool ReplyOrder::Silences(ReplyMode asked) {
  const bool was_off = is_off_;
  if (asked == ReplyMode::kOff && !was_off) {
    Await({sent_, Role::kSilent, {}, 0});
    is_off_ = true;
  }
  if (is_off_) CountSilent();
  const bool is_skipped = skips_next_;
  skips_next_ = asked == ReplyMode::kSkip && !is_off_;
  return is_off_ || is_skipped || skips_next_;
}

void ReplyOrder::CountSilent() noexcept {
  for (size_t i = special_.size(); i > next_; --i) {
    if (special_[i - 1].role != Role::kSilent) continue;
    ++special_[i - 1].more;
    return;
  }
}

// On a connection where somebody always waits, what is done goes when it is as much as the rest.
void ReplyOrder::Await(const Special& special) {
  constexpr size_t kMostDone = 64;
  if (next_ >= kMostDone && next_ >= special_.size() - next_) {
    special_.erase(special_.begin(), special_.begin() + static_cast<ptrdiff_t>(next_));
    next_ = 0;
  }
  special_.push_back(special);
  if (IsSubscription(special.change.kind)) ++subscriptions_;
}

ReplyOrder::Special* ReplyOrder::Head() noexcept {
  const bool is_there = AwaitsSpecial() && special_[next_].at == received_;
  return is_there ? &special_[next_] : nullptr;
}

void ReplyOrder::Pop() noexcept {
  if (IsSubscription(special_[next_].change.kind)) --subscriptions_;
  if (++next_ < special_.size()) return;
  special_.clear();
  next_ = 0;
}

ReplyOrder::Answer ReplyOrder::Complete(Answer::To to, const DatabaseChange& change) noexcept {
  ++received_;
  return {to, change};
}

void ReplyOrder::Note(const SubscriptionConfirmed& confirmed, const redisReply& reply) noexcept {
  if (IsPush(&reply)) return;  // among which no reply can be lost
  (confirmed.of_shard ? shard_subscribed_ : subscribed_) = confirmed.left > 0;
}

// What doesn't wait comes first. True: the reply was its.
bool ReplyOrder::TakeAside(Special* head, const redisReply* reply) noexcept {
  const bool is_refusal = head->role == Role::kSilent && IsError(reply);
  if (is_refusal) {
    head->role = Role::kRefused;
    is_off_ = false;
  }
  if (head->role != Role::kRefused) {
    Pop();
    return false;
  }
  if (--head->more == 0) Pop();
  return true;
}

ReplyOrder::Answer ReplyOrder::TakeConfirmation(Special* head) noexcept {
  if (--head->more > 0) return {};
  const Special confirmed = *head;
  Pop();
  return confirmed.role == Role::kWaits ? Complete(Answer::To::kCommand, confirmed.change)
                                        : Answer();
}

ReplyOrder::Answer ReplyOrder::Take(const redisReply* reply) noexcept {
  const SubscriptionConfirmed confirmed =
      reply != nullptr ? SubscriptionConfirmedBy(*reply) : SubscriptionConfirmed();
  const bool is_message = reply != nullptr && SubscribedMessageOf(*reply).is_message;
  const bool was_subscribed = IsSubscribed();
  if (confirmed.is_one) Note(confirmed, *reply);
  for (Special* head = Head();; head = Head()) {
    const bool subscribes = head != nullptr && IsSubscription(head->change.kind);
    if (subscribes && confirmed.is_one) return TakeConfirmation(head);
    if (IsPush(reply) || (is_message && (subscribes || IsSubscribed()))) return {};
    if (head != nullptr && head->role != Role::kWaits) {
      if (TakeAside(head, reply)) return {};
      continue;
    }
    if (head == nullptr) break;
    const Special special = *head;
    Pop();
    const bool is_told = !subscribes || IsItsOwn(reply);
    return Complete(is_told ? Answer::To::kCommand : Answer::To::kUntold, special.change);
  }
  const bool is_stray = confirmed.is_one && was_subscribed;  // of an UNSUBSCRIBE from all
  if (waiting() == 0 || is_stray) return {};
  return Complete(Answer::To::kCommand, {});
}

void ReplyOrder::AnsweredAlone(const DatabaseChange& change, ReplyMode asked,
                               const redisReply& reply) noexcept {
  const SubscriptionConfirmed confirmed = SubscriptionConfirmedBy(reply);
  if (confirmed.is_one) Note(confirmed, reply);
  if (IsError(&reply)) return;
  if (asked == ReplyMode::kOn || change.kind == CommandKind::kReset) *this = ReplyOrder();
}

}  // namespace otelwrap::hiredis
