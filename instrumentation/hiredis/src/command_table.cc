// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "command_table.h"

#include <algorithm>
#include <iterator>

#include "upper_case.h"

namespace otelwrap::hiredis {
namespace {

constexpr CommandInfo kCommands[] = {
#include "command_table.inc"
};

const CommandInfo* FindUpperCase(std::string_view name) noexcept {
  const auto* found = std::lower_bound(
      std::begin(kCommands), std::end(kCommands), name,
      [](const CommandInfo& entry, std::string_view wanted) { return entry.name < wanted; });
  return found != std::end(kCommands) && found->name == name ? found : nullptr;
}

}  // namespace

const CommandInfo* FindCommand(std::string_view name) noexcept {
  char upper[kMaxCommandName];
  if (name.size() > sizeof upper || name.find('|') != std::string_view::npos) return nullptr;
  ToUpperCase(name, upper);
  return FindUpperCase({upper, name.size()});
}

const CommandInfo* FindSubcommand(const CommandInfo& container, std::string_view name) noexcept {
  char upper[kMaxCommandName];
  if (container.name.size() + 1 + name.size() > sizeof upper) return nullptr;
  char* end = ToUpperCase(container.name, upper);
  *end++ = '|';
  end = ToUpperCase(name, end);
  return FindUpperCase({upper, static_cast<size_t>(end - upper)});
}

const CommandInfo* CommandTable() noexcept { return kCommands; }
size_t CommandTableSize() noexcept { return std::size(kCommands); }

}  // namespace otelwrap::hiredis
