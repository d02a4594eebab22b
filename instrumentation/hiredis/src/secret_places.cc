// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "secret_places.h"

#include <algorithm>
#include <iterator>

namespace otelwrap::hiredis {
namespace {

constexpr size_t kToTheEnd = static_cast<size_t>(-1);

struct Rule {
  std::string_view command;
  size_t first;
  size_t last;
};

// All that follows the first secret is hidden, not only where it should stand: a command with its
// arguments in the wrong order must not show one either. The few that hold a whole other command
// are hidden because that one may be an AUTH.
constexpr Rule kRules[] = {
    {"ACL|DRYRUN", 3, kToTheEnd},
    {"ACL|SETUSER", 2, kToTheEnd},
    {"AUTH", 1, kToTheEnd},
    {"COMMAND|GETKEYS", 2, kToTheEnd},
    {"COMMAND|GETKEYSANDFLAGS", 2, kToTheEnd},
    {"CONFIG|SET", 3, kToTheEnd},
    {"EVAL", 1, 1},
    {"EVAL_RO", 1, 1},
    {"FUNCTION|LOAD", 2, kToTheEnd},
    {"FUNCTION|RESTORE", 2, kToTheEnd},
    {"HELLO", 2, kToTheEnd},
    {"MIGRATE", 6, kToTheEnd},
    {"MODULE|LOAD", 3, kToTheEnd},
    {"MODULE|LOADEX", 3, kToTheEnd},
    {"SCRIPT|LOAD", 2, kToTheEnd},
    {"SENTINEL|CONFIG", 3, kToTheEnd},
    {"SENTINEL|SET", 3, kToTheEnd},
};

}  // namespace

SecretPlaces::SecretPlaces(const CommandInfo* info) noexcept {
  if (info == nullptr) return;
  const auto* rule = std::find_if(std::begin(kRules), std::end(kRules), [info](const Rule& entry) {
    return entry.command == info->name;
  });
  const bool found = rule != std::end(kRules);
  first_ = found ? rule->first : kToTheEnd;
  last_ = found ? rule->last : 0;
}

}  // namespace otelwrap::hiredis
