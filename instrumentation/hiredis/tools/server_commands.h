// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Asks a real server for its commands: what the generator prints and the test compares.

#pragma once

#include <hiredis/hiredis.h>

#include <string>
#include <vector>

namespace otelwrap::hiredis {

// One command or subcommand, as command_table.h's CommandInfo has it.
struct ServerCommand {
  std::string name;
  int first_key = 0;
  int last_key = 0;
  int key_step = 0;
  int key_count_at = 0;
  bool keys_in_streams = false;
  bool is_container = false;
  bool is_blocking = false;
};

// Sorted by name. Empty if the server can't be asked.
std::vector<ServerCommand> ReadServerCommands(redisContext* context);

}  // namespace otelwrap::hiredis
