// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a reply is, without a copy of it. Pure.

#pragma once

#include <hiredis/hiredis.h>

#include <cstdint>
#include <string_view>

namespace otelwrap::hiredis {

inline std::string_view TextOf(const redisReply& reply) noexcept {
  return reply.str != nullptr ? std::string_view(reply.str, reply.len) : std::string_view();
}

inline bool IsStatus(const redisReply& reply, std::string_view status) noexcept {
  return reply.type == REDIS_REPLY_STATUS && TextOf(reply) == status;
}

// Whether replies are hiredis's own objects: a program may have the reader make others.
inline bool MakesOwnReplies(const redisContext& context) noexcept {
  static const redisReplyObjectFunctions* const own = [] {
    redisReader* reader = redisReaderCreate();
    const redisReplyObjectFunctions* functions = reader != nullptr ? reader->fn : nullptr;
    redisReaderFree(reader);
    return functions;
  }();
  return context.reader != nullptr && context.reader->fn == own;
}

// What may be looked at of a reply: null where it is none of hiredis's own.
inline const redisReply* Readable(const redisContext& context, const void* reply) noexcept {
  return reply != nullptr && MakesOwnReplies(context) ? static_cast<const redisReply*>(reply)
                                                      : nullptr;
}

// What a subscription heard, if it is no confirmation.
struct SubscribedMessage {
  bool is_message = false;
  std::string_view channel;
  std::string_view pattern;  // empty: subscribed to the channel itself
  std::string_view payload;
};

inline SubscribedMessage SubscribedMessageOf(const redisReply& reply) noexcept {
  const bool is_list = reply.type == REDIS_REPLY_ARRAY || reply.type == REDIS_REPLY_PUSH;
  if (!is_list || reply.elements < 3 || reply.elements > 4) return {};
  std::string_view texts[4];
  for (size_t i = 0; i < reply.elements; ++i) {
    if (reply.element[i] != nullptr) texts[i] = TextOf(*reply.element[i]);
  }
  const bool of_pattern = reply.elements == 4 && texts[0] == "pmessage";
  if (of_pattern) return {true, texts[2], texts[1], texts[3]};
  const bool of_channel = reply.elements == 3 && (texts[0] == "message" || texts[0] == "smessage");
  if (of_channel) return {true, texts[1], {}, texts[2]};
  return {};
}

// That a channel or pattern was subscribed to, or is no more.
struct SubscriptionConfirmed {
  bool is_one = false;
  bool ends = false;      // an unsubscription
  bool of_shard = false;  // is counted apart
  int64_t left = 0;       // how many subscriptions there are now
};

inline SubscriptionConfirmed SubscriptionConfirmedBy(const redisReply& reply) noexcept {
  const bool is_list = reply.type == REDIS_REPLY_ARRAY || reply.type == REDIS_REPLY_PUSH;
  if (!is_list || reply.elements != 3 || reply.element[0] == nullptr ||
      reply.element[2] == nullptr || reply.element[2]->type != REDIS_REPLY_INTEGER) {
    return {};
  }
  std::string_view word = TextOf(*reply.element[0]);
  const bool of_shard = !word.empty() && word[0] == 's' && word != "subscribe";
  if (of_shard || (!word.empty() && word[0] == 'p')) word.remove_prefix(1);
  const bool ends = word == "unsubscribe";
  if (!ends && word != "subscribe") return {};
  return {true, ends, of_shard, reply.element[2]->integer};
}

}  // namespace otelwrap::hiredis
