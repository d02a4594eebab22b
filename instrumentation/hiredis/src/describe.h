// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A command and its connection -> span name and attributes. Pure: nothing is asked of the server or
// of the system.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/common/attributes.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstdint>
#include <string_view>

#include "arguments.h"

namespace otelwrap::hiredis {

// Where a connection goes to, as the user gave it.
struct Endpoint {
  std::string_view address;  // host or path of a Unix socket; empty: a descriptor of the user's
  int64_t port = 0;          // 0: none
  bool is_unix = false;
};

// A database's number, or that it isn't known.
inline constexpr int kNoDatabase = -1;

Endpoint EndpointOf(const redisContext& context) noexcept;

// The span's name: the command as typed, or "redis" for what can't be a command's name.
std::string_view SpanNameOf(std::string_view command) noexcept;

// What the sampler and the metric get to see. `command` is the command's name as typed; it and the
// endpoint must live until the operation has started.
void Describe(const Instrumentation& instrumentation, std::string_view command,
              const Endpoint& endpoint, int database, common::AttributeSet* attributes) noexcept;

// network.peer.*: the address that hiredis connected to last.
void DescribePeer(const redisContext& context, common::AttributeSet* attributes) noexcept;

// What a command does to the connection's database if it succeeds.
struct DatabaseChange {
  enum class Kind : uint8_t { kNone, kSelect, kReset };
  Kind kind = Kind::kNone;
  int number = kNoDatabase;
};

DatabaseChange DatabaseChangeOf(Arguments command) noexcept;

// The database that a connection is in after the command had this reply (null: none).
int DatabaseAfter(const DatabaseChange& change, const redisReply* reply, int database) noexcept;

}  // namespace otelwrap::hiredis
