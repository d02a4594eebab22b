// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A command and its connection -> span name and attributes. Pure: nothing is asked of the server or
// of the system.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/common/attributes.h>

#include <cstdint>
#include <string_view>

#include "database.h"
#include "request.h"

namespace otelwrap::hiredis {

// Where a connection goes to, as the user gave it.
struct Endpoint {
  std::string_view address;  // host or path of a Unix socket; empty: a descriptor of the user's
  int64_t port = 0;          // 0: none
  bool is_unix = false;
};

Endpoint EndpointOf(const redisContext& context) noexcept;

// What stands for a command whose name nobody knows.
inline constexpr std::string_view kSystem = "redis";

// The span's name: the command as typed, or "redis" for what is no known command.
std::string_view SpanNameOf(const Request& request) noexcept;

// What the sampler and the metric get to see of a command. What the request and the endpoint look
// at must live until the operation has started.
void Describe(const Request& request, const Endpoint& endpoint, int database,
              common::AttributeSet* attributes) noexcept;

// The same of several commands at once: all but their name, which is known at their end.
void DescribeConnection(const Endpoint& endpoint, int database,
                        common::AttributeSet* attributes) noexcept;

// db.namespace, if it is known.
void DescribeDatabase(int database, common::AttributeSet* attributes) noexcept;

// network.peer.*: the address that hiredis connected to last.
void DescribePeer(const redisContext& context, common::AttributeSet* attributes) noexcept;

}  // namespace otelwrap::hiredis
