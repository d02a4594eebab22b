// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The few commands that change the connection they are sent on, or how it is answered. Pure.

#pragma once

#include <cstdint>
#include <string_view>

namespace otelwrap::hiredis {

enum class CommandKind : uint8_t {
  kPlain,
  kSelect,
  kReset,
  kMulti,
  kExec,
  kDiscard,
  kClient,       // CLIENT REPLY among them
  kSubscribe,    // to channels, patterns, or channels of a shard
  kUnsubscribe,  // likewise
};

// `name` is in capitals, or empty.
CommandKind KindOf(std::string_view name) noexcept;

}  // namespace otelwrap::hiredis
