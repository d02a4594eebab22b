// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What Redis says of its own commands: where their keys are. Generated from a real server
// (tools/generate_command_table.cc) and checked against one by a test.
//
// Threads: constants and pure functions.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "command_kind.h"

namespace otelwrap::hiredis {

struct CommandInfo {
  std::string_view name;  // upper case; a subcommand is "CONFIG|GET"
  int8_t first_key = 0;   // position, the command's name being 0; 0: no keys at a fixed place
  int8_t last_key = 0;    // negative: counted from the end, -1 is the last argument
  int8_t key_step = 0;
  int8_t key_count_at = 0;       // position of a number of keys, which follow it; 0: none
  bool keys_in_streams = false;  // the first half of what follows the word STREAMS
  bool is_container = false;     // the next argument is a subcommand
  bool is_blocking = false;      // may wait in the server: at its own choice, or by an argument
  CommandKind kind = CommandKind::kPlain;
};

// The longest name of a command or subcommand that is looked up.
inline constexpr size_t kMaxCommandName = 48;

// In any case of letters; null: not known.
const CommandInfo* FindCommand(std::string_view name) noexcept;
const CommandInfo* FindSubcommand(const CommandInfo& container, std::string_view name) noexcept;

// Every entry, sorted by name.
const CommandInfo* CommandTable() noexcept;
size_t CommandTableSize() noexcept;

}  // namespace otelwrap::hiredis
