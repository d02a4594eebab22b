// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "command_kind.h"

namespace otelwrap::hiredis {
namespace {

struct Named {
  std::string_view name;
  CommandKind kind;
};

constexpr Named kNamed[] = {
    {"EXEC", CommandKind::kExec},
    {"MULTI", CommandKind::kMulti},
    {"RESET", CommandKind::kReset},
    {"SELECT", CommandKind::kSelect},
    {"CLIENT", CommandKind::kClient},
    {"DISCARD", CommandKind::kDiscard},
    {"SUBSCRIBE", CommandKind::kSubscribe},
    {"PSUBSCRIBE", CommandKind::kSubscribe},
    {"SSUBSCRIBE", CommandKind::kSubscribe},
    {"UNSUBSCRIBE", CommandKind::kUnsubscribe},
    {"PUNSUBSCRIBE", CommandKind::kUnsubscribe},
    {"SUNSUBSCRIBE", CommandKind::kUnsubscribe},
};

constexpr size_t kShortest = 4;

}  // namespace

CommandKind KindOf(std::string_view name) noexcept {
  if (name.size() < kShortest) return CommandKind::kPlain;
  for (const Named& named : kNamed) {
    if (named.name == name) return named.kind;
  }
  return CommandKind::kPlain;
}

}  // namespace otelwrap::hiredis
