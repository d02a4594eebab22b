// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// To which command of a connection the next reply belongs. Mostly to the first that waits for one;
// but a subscription is confirmed channel by channel, by replies or by pushes; messages and pushes
// are nobody's; and after CLIENT REPLY OFF or SKIP there is no reply to wait for.
//
// Threads: as the connection: one at a time. Ownership: keeps nothing of a command or a reply.
// Errors: Sent() throws std::bad_alloc; what it was told of then is not known to have been sent.

#pragma once

#include <hiredis/hiredis.h>

#include <cstddef>
#include <cstdint>
#include <vector>

#include "database.h"
#include "request.h"

namespace otelwrap::hiredis {

struct SubscriptionConfirmed;

// What a CLIENT REPLY asks for; kNothing: it is none, or not a right one.
enum class ReplyMode : uint8_t { kNothing, kOn, kOff, kSkip };
ReplyMode ReplyModeOf(const Request& request) noexcept;

class ReplyOrder {
 public:
  // A command was sent. False: it will have no reply.
  bool Sent(const Request& request, const DatabaseChange& change);

  struct Answer {
    enum class To : uint8_t {
      kNobody,
      kCommand,  // the next of those that wait
      kUntold,   // likewise, but it was told past us: the reply is still somebody else's
    };
    To to = To::kNobody;
    DatabaseChange change;  // of the command
  };
  // Null: a reply that can't be read. To be asked again after kUntold.
  Answer Take(const redisReply* reply) noexcept;

  // A command that waited for its reply while nobody else did.
  void AnsweredAlone(const DatabaseChange& change, ReplyMode asked,
                     const redisReply& reply) noexcept;

  // How many commands wait for their reply.
  uint64_t waiting() const noexcept { return sent_ - received_; }
  // Whether one of them is to be looked at.
  bool AwaitsSpecial() const noexcept { return next_ < special_.size(); }
  // Whether one is to be confirmed, which pushes may do.
  bool AwaitsSubscription() const noexcept { return subscriptions_ > 0; }
  // Whether replies would be taken for others' if this was forgotten.
  bool IsNeeded() const noexcept {
    return waiting() > 0 || is_off_ || skips_next_ || IsSubscribed() || AwaitsSpecial();
  }

 private:
  enum class Role : uint8_t {
    kWaits,    // for its reply, or for the last of several
    kSilent,   // CLIENT REPLY OFF: with an error for a reply, all that came after it have one too
    kRefused,  // those
    kHeard,    // a subscription that nobody waits for
  };
  // A command, or several, that are not answered by just one reply, or have to be known then. Those
  // that don't wait stand before the one that does.
  struct Special {
    uint64_t at = 0;
    Role role = Role::kWaits;
    DatabaseChange change;
    uint64_t more = 1;  // replies
  };

  bool IsSubscribed() const noexcept { return subscribed_ || shard_subscribed_; }
  void Note(const SubscriptionConfirmed& confirmed, const redisReply& reply) noexcept;
  bool Silences(ReplyMode asked);
  void Await(const Special& special);
  void CountSilent() noexcept;
  Special* Head() noexcept;
  bool TakeAside(Special* head, const redisReply* reply) noexcept;
  Answer TakeConfirmation(Special* head) noexcept;
  void Pop() noexcept;
  Answer Complete(Answer::To to, const DatabaseChange& change) noexcept;

  uint64_t sent_ = 0;  // commands that wait, and those that had their reply
  uint64_t received_ = 0;
  std::vector<Special> special_;
  size_t next_ = 0;           // those before it are done
  size_t subscriptions_ = 0;  // among the others
  bool is_off_ = false;
  bool skips_next_ = false;
  bool in_multi_ = false;  // by what was sent
  bool subscribed_ = false;
  bool shard_subscribed_ = false;
};

}  // namespace otelwrap::hiredis
