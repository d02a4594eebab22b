// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The checked-in table of commands, against what a real server says of itself. A command that it
// doesn't have, or has otherwise, means: run tools/generate_command_table.cc again.

#include "command_table.h"

#include <algorithm>

#include "fixture.h"
#include "server_commands.h"

namespace otelwrap::hiredis {
namespace {

const CommandInfo* Find(const std::string& name) {
  const size_t bar = name.find('|');
  const CommandInfo* info = FindCommand(name.substr(0, bar));
  if (info == nullptr || bar == std::string::npos) return info;
  return FindSubcommand(*info, name.substr(bar + 1));
}

TEST(CommandTableTest, IsSortedAndItsNamesFit) {
  const CommandInfo* const begin = CommandTable();
  const CommandInfo* const end = begin + CommandTableSize();
  EXPECT_TRUE(std::is_sorted(begin, end, [](const CommandInfo& left, const CommandInfo& right) {
    return left.name < right.name;
  }));
  for (const CommandInfo* entry = begin; entry != end; ++entry) {
    EXPECT_LE(entry->name.size(), kMaxCommandName);
    EXPECT_EQ(Find(std::string(entry->name)), entry);
  }
}

TEST(CommandTableTest, FindsInAnyCaseAndOnlyWholeNames) {
  EXPECT_EQ(FindCommand("get"), FindCommand("GET"));
  EXPECT_EQ(FindCommand("GE"), nullptr);
  EXPECT_EQ(FindCommand("GETT"), nullptr);
  EXPECT_EQ(FindCommand(""), nullptr);
  EXPECT_EQ(FindCommand("CONFIG|GET"), nullptr);
  EXPECT_EQ(FindCommand(std::string(500, 'G')), nullptr);
  EXPECT_EQ(FindSubcommand(*FindCommand("CONFIG"), "nosuch"), nullptr);
  EXPECT_EQ(FindSubcommand(*FindCommand("CONFIG"), std::string(500, 'G')), nullptr);
  EXPECT_EQ(FindSubcommand(*FindCommand("CONFIG"), "get")->name, "CONFIG|GET");
}

class CommandTableServerTest : public RedisTest {};

TEST_F(CommandTableServerTest, AgreesWithARealServer) {
  const RawContext context = Connect(Port());
  const std::vector<ServerCommand> commands = ReadServerCommands(context.get());
  EXPECT_GT(commands.size(), 300U);
  for (const ServerCommand& command : commands) {
    const CommandInfo* info = Find(command.name);
    ASSERT_NE(info, nullptr) << command.name;
    EXPECT_EQ(info->first_key, command.first_key) << command.name;
    EXPECT_EQ(info->last_key, command.last_key) << command.name;
    EXPECT_EQ(info->key_step, command.key_step) << command.name;
    EXPECT_EQ(info->key_count_at, command.key_count_at) << command.name;
    EXPECT_EQ(info->keys_in_streams, command.keys_in_streams) << command.name;
    EXPECT_EQ(info->is_container, command.is_container) << command.name;
    EXPECT_EQ(info->is_blocking, command.is_blocking) << command.name;
  }
}

}  // namespace
}  // namespace otelwrap::hiredis
