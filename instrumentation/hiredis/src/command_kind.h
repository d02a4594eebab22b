// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The few commands that change the connection they are sent on, or how it is answered. What kind a
// command is stands in the table of commands: KindOf is asked when that is compiled.

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

// `name` is in capitals.
constexpr CommandKind KindOf(std::string_view name) noexcept {
  if (name == "SELECT") return CommandKind::kSelect;
  if (name == "RESET") return CommandKind::kReset;
  if (name == "MULTI") return CommandKind::kMulti;
  if (name == "EXEC") return CommandKind::kExec;
  if (name == "DISCARD") return CommandKind::kDiscard;
  if (name == "CLIENT") return CommandKind::kClient;
  for (const char* one : {"SUBSCRIBE", "PSUBSCRIBE", "SSUBSCRIBE"}) {
    if (name == one) return CommandKind::kSubscribe;
  }
  for (const char* one : {"UNSUBSCRIBE", "PUNSUBSCRIBE", "SUNSUBSCRIBE"}) {
    if (name == one) return CommandKind::kUnsubscribe;
  }
  return CommandKind::kPlain;
}

}  // namespace otelwrap::hiredis
