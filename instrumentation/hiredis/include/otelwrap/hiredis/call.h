// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A guard around any call of hiredis that is not wrapped: a reply that you wait for in a way of
// your own, a client library that stands on hiredis (redis-plus-plus), a script's several round
// trips.
//
//   auto call = otelwrap::hiredis::Trace(context, {"GET", key});
//   redisReply* reply = MyOwnWayTo(context, "GET", key);
//   call.End(reply);
//
// It makes the span and the measurement that Command() would make, masked the same; db.namespace is
// not known. The context may be null, where there is none at hand: nothing is said of the server.
//
// Threads: may be moved between threads, is used by one at a time. Ownership: the command's words
// need only live during Trace(); context and instrumentation until the end. Errors: nothing throws.
// One that is dropped without End() ends as failed, with error.type "abandoned".

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/config.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <initializer_list>
#include <string_view>
#include <utility>

namespace otelwrap::hiredis {

class [[nodiscard]] OTELWRAP_API Call {
 public:
  Call(common::Operation operation, const redisContext* context) noexcept
      : operation_(std::move(operation)), context_(context) {}

  // By the reply; null: by the context's error.
  void End(const redisReply* reply) noexcept;
  // By REDIS_OK or REDIS_ERR.
  void End(int result) noexcept;

 private:
  common::Operation operation_;
  const redisContext* context_;
};

OTELWRAP_API Call Trace(redisContext* context,
                        std::initializer_list<std::string_view> command) noexcept;
OTELWRAP_API Call Trace(const Instrumentation& instrumentation, redisContext* context,
                        std::initializer_list<std::string_view> command) noexcept;

}  // namespace otelwrap::hiredis
