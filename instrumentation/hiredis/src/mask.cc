// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "mask.h"

#include <algorithm>
#include <exception>

#include "key_places.h"
#include "secret_places.h"

namespace otelwrap::hiredis {
namespace {

// A longer beginning of a key is no name of a kind of keys.
constexpr size_t kMaxKeyPrefix = 64;

// The arguments of a command and what is known about it.
struct Command {
  const std::string_view* arguments;
  size_t count;
  const CommandInfo* info = nullptr;  // of the subcommand, if it has one; null: not known
  size_t names = 0;                   // how many arguments are its name
};

Command Resolve(const Request& request, const std::string_view* arguments, size_t count) noexcept {
  Command command{arguments, count};
  if (!request.IsKnown()) return command;
  command.info = request.info;
  command.names = 1;
  if (command.info == nullptr || !command.info->is_container || count < 2) return command;
  command.info = FindSubcommand(*command.info, arguments[1]);
  if (command.info != nullptr) command.names = 2;
  return command;
}

void AddArguments(const Command& command, size_t total, bool raw, KeyText shown, QueryText* text) {
  const KeyPlaces keys(command.info, command.arguments, command.count, total);
  const SecretPlaces secrets(command.info);
  for (size_t i = command.names; i < command.count && !text->IsFull(); ++i) {
    const std::string_view argument = command.arguments[i];
    if (secrets.Contains(i) && !keys.IsListed(i)) {
      text->Add(kMasked);
    } else if (raw) {
      text->Add(argument);
    } else if (keys.Contains(i)) {
      AddMaskedKey(argument, shown, text);
    } else {
      text->Add(kMasked);
    }
  }
}

template <size_t kMost>
std::string MaskFirst(const Request& request, const common::RedactionPolicy& policy, KeyText keys) {
  Arguments arguments = request.arguments;
  std::string_view read[kMost];
  const size_t total = arguments.total();
  const size_t count = arguments.Read(read, kMost);
  const Command command = Resolve(request, read, count);
  QueryText text(policy.max_text_bytes);
  for (size_t i = 0; i < command.names; ++i) text.Add(read[i]);
  AddArguments(command, total, policy.raw_query_text, keys, &text);
  if (count < total) text.Cut();
  return text.Finish();
}

// Most commands are short, and room for the longest is dear to clear.
std::string Mask(const Request& request, const common::RedactionPolicy& policy, KeyText keys) {
  constexpr size_t kFew = 8;
  return request.arguments.total() <= kFew ? MaskFirst<kFew>(request, policy, keys)
                                           : MaskFirst<kMaxShownArguments>(request, policy, keys);
}

bool IsNameCharacter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-' || c == '|';
}

}  // namespace

void AddMaskedKey(std::string_view key, KeyText shown, QueryText* text) {
  if (shown == KeyText::kWhole) {
    text->Add(key);
    return;
  }
  const size_t colon = key.substr(0, kMaxKeyPrefix + 1).find(':');
  if (shown == KeyText::kNone || colon == std::string_view::npos) {
    text->Add(kMasked);
  } else {
    text->Add(key.substr(0, colon), ":?");
  }
}

bool IsCommandName(std::string_view name) noexcept {
  return !name.empty() && name.size() <= kMaxCommandName &&
         std::all_of(name.begin(), name.end(), IsNameCharacter);
}

std::string MaskRequest(const Request& request, const common::RedactionPolicy& policy,
                        KeyText keys) noexcept {
  try {
    return Mask(request, policy, keys);
  } catch (const std::exception&) {  // memory is out
    return {};
  }
}

std::string MaskCommand(const std::string_view* arguments, size_t count,
                        const common::RedactionPolicy& policy, KeyText keys) noexcept {
  return MaskRequest(Recognize(nullptr, Arguments::OfViews(arguments, count)), policy, keys);
}

}  // namespace otelwrap::hiredis
