// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a reply is, without a copy of it. Pure.

#pragma once

#include <hiredis/hiredis.h>

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

}  // namespace otelwrap::hiredis
