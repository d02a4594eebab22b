// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "server_commands.h"

#include <algorithm>
#include <cctype>
#include <memory>
#include <string_view>

namespace otelwrap::hiredis {
namespace {

struct ReplyDeleter {
  void operator()(redisReply* reply) const { freeReplyObject(reply); }
};

// The places in the array that COMMAND answers with for each command.
enum Place : size_t {
  kName = 0,
  kFlags = 2,
  kFirstKey = 3,
  kLastKey = 4,
  kStep = 5,
  kSpecs = 8,
  kSubs = 9
};

std::string_view Text(const redisReply* reply) { return {reply->str, reply->len}; }

std::string UpperCase(std::string_view text) {
  std::string upper(text);
  std::transform(upper.begin(), upper.end(), upper.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return upper;
}

// The value that follows `key` in a flat list of keys and values.
const redisReply* Value(const redisReply* list, std::string_view key) {
  for (size_t i = 0; i + 1 < list->elements; i += 2) {
    if (Text(list->element[i]) == key) return list->element[i + 1];
  }
  return nullptr;
}

bool Contains(const redisReply* list, std::string_view word) {
  return std::any_of(list->element, list->element + list->elements,
                     [word](const redisReply* entry) { return Text(entry) == word; });
}

void ReadKeySpec(const redisReply* spec, ServerCommand* command) {
  const redisReply* begin = Value(spec, "begin_search");
  const redisReply* find = Value(spec, "find_keys");
  const redisReply* where = Value(begin, "spec");
  if (Text(Value(find, "type")) == "keynum") {
    command->key_count_at = static_cast<int>(Value(where, "index")->integer);
  } else if (Text(Value(begin, "type")) == "keyword") {
    command->keys_in_streams |= Text(Value(where, "keyword")) == "STREAMS";
  }
}

void ReadCommand(const redisReply* reply, std::vector<ServerCommand>* commands) {
  const redisReply* const* place = reply->element;
  ServerCommand command;
  command.name = UpperCase(Text(place[kName]));
  command.first_key = static_cast<int>(place[kFirstKey]->integer);
  command.last_key = static_cast<int>(place[kLastKey]->integer);
  command.key_step = static_cast<int>(place[kStep]->integer);
  command.is_container = place[kSubs]->elements > 0;
  command.is_blocking = Contains(place[kFlags], "blocking");
  for (size_t i = 0; i < place[kSpecs]->elements; ++i) {
    ReadKeySpec(place[kSpecs]->element[i], &command);
  }
  commands->push_back(command);
  for (size_t i = 0; i < place[kSubs]->elements; ++i) {
    ReadCommand(place[kSubs]->element[i], commands);
  }
}

}  // namespace

std::vector<ServerCommand> ReadServerCommands(redisContext* context) {
  const std::unique_ptr<redisReply, ReplyDeleter> reply(
      static_cast<redisReply*>(redisCommand(context, "COMMAND")));
  std::vector<ServerCommand> commands;
  if (reply == nullptr || reply->type != REDIS_REPLY_ARRAY) return commands;
  for (size_t i = 0; i < reply->elements; ++i) ReadCommand(reply->element[i], &commands);
  std::sort(commands.begin(), commands.end(),
            [](const auto& left, const auto& right) { return left.name < right.name; });
  return commands;
}

}  // namespace otelwrap::hiredis
