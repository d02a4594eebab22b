// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "command_table.h"

#include <array>
#include <iterator>

#include "upper_case.h"

namespace otelwrap::hiredis {
namespace {

constexpr CommandInfo kOfServers[] = {
#include "command_table.inc"
};

constexpr auto WithKinds() noexcept {
  std::array<CommandInfo, std::size(kOfServers)> commands{};
  for (size_t i = 0; i < commands.size(); ++i) {
    commands[i] = kOfServers[i];
    commands[i].kind = KindOf(commands[i].name);
  }
  return commands;
}

constexpr auto kCommands = WithKinds();

// Every command is looked up, so that this is a hash table and no search: at compile time, open
// addressing, less than half full.
constexpr size_t kSlots = 1024;
constexpr uint16_t kFree = 0xffff;
static_assert(std::size(kCommands) < kSlots / 2, "make kSlots larger");

constexpr size_t SlotOf(std::string_view upper_case) noexcept {
  uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : upper_case) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return (hash ^ (hash >> 16U)) % kSlots;
}

constexpr std::array<uint16_t, kSlots> MakeIndex() noexcept {
  std::array<uint16_t, kSlots> index{};
  for (uint16_t& slot : index) slot = kFree;
  for (size_t i = 0; i < std::size(kCommands); ++i) {
    size_t slot = SlotOf(kCommands[i].name);
    while (index[slot] != kFree) slot = (slot + 1) % kSlots;
    index[slot] = static_cast<uint16_t>(i);
  }
  return index;
}

constexpr std::array<uint16_t, kSlots> kIndex = MakeIndex();

const CommandInfo* FindUpperCase(std::string_view name) noexcept {
  for (size_t slot = SlotOf(name); kIndex[slot] != kFree; slot = (slot + 1) % kSlots) {
    if (kCommands[kIndex[slot]].name == name) return &kCommands[kIndex[slot]];
  }
  return nullptr;
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

const CommandInfo* CommandTable() noexcept { return kCommands.data(); }
size_t CommandTableSize() noexcept { return std::size(kCommands); }

}  // namespace otelwrap::hiredis
