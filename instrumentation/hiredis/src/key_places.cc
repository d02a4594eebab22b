// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "key_places.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <iterator>

#include "upper_case.h"

namespace otelwrap::hiredis {
namespace {

// An option, the values that follow it, and whether they are keys: one, or all that is left.
enum class Names : uint8_t { kNothing, kKey, kAllKeys };
struct Option {
  std::string_view command;
  std::string_view word;
  size_t values;
  Names names;
};

constexpr Option kOptions[] = {
    {"GEORADIUS", "COUNT", 1, Names::kNothing},
    {"GEORADIUS", "STORE", 1, Names::kKey},
    {"GEORADIUS", "STOREDIST", 1, Names::kKey},
    {"GEORADIUSBYMEMBER", "COUNT", 1, Names::kNothing},
    {"GEORADIUSBYMEMBER", "STORE", 1, Names::kKey},
    {"GEORADIUSBYMEMBER", "STOREDIST", 1, Names::kKey},
    {"MIGRATE", "AUTH", 1, Names::kNothing},
    {"MIGRATE", "AUTH2", 2, Names::kNothing},
    {"MIGRATE", "KEYS", 0, Names::kAllKeys},
    {"SORT", "BY", 1, Names::kNothing},
    {"SORT", "GET", 1, Names::kNothing},
    {"SORT", "LIMIT", 2, Names::kNothing},
    {"SORT", "STORE", 1, Names::kKey},
};

struct OptionsOf {
  std::string_view command;
  size_t first;  // where they may stand
};

constexpr OptionsOf kCommands[] = {
    {"GEORADIUS", 6}, {"GEORADIUSBYMEMBER", 5}, {"MIGRATE", 6}, {"SORT", 2}};

// 0: its keys are where the table says.
size_t FirstOption(std::string_view command) noexcept {
  const auto* found =
      std::find_if(std::begin(kCommands), std::end(kCommands),
                   [command](const OptionsOf& entry) { return entry.command == command; });
  return found != std::end(kCommands) ? found->first : 0;
}

const Option* FindOption(std::string_view command, std::string_view word) noexcept {
  const auto* found =
      std::find_if(std::begin(kOptions), std::end(kOptions), [command, word](const Option& option) {
        return option.command == command && IsWord(word, option.word);
      });
  return found != std::end(kOptions) ? found : nullptr;
}

bool IsCredential(std::string_view word) noexcept {
  return IsWord(word, "AUTH") || IsWord(word, "AUTH2");
}

}  // namespace

KeyPlaces::KeyPlaces(const CommandInfo* info, const std::string_view* arguments, size_t count,
                     size_t total) noexcept {
  if (info == nullptr) return;
  if (info->first_key > 0 && info->key_step > 0) {
    const auto size = static_cast<ptrdiff_t>(total);
    const ptrdiff_t last = info->last_key < 0 ? size + info->last_key : info->last_key;
    first_ = static_cast<size_t>(info->first_key);
    end_ = static_cast<size_t>(std::max<ptrdiff_t>(last + 1, 0));
    step_ = static_cast<size_t>(info->key_step);
  }
  const auto count_at = static_cast<size_t>(info->key_count_at);
  if (count_at > 0 && count_at < count) FindCounted(arguments[count_at], count_at, total);
  if (info->keys_in_streams) FindStreams(arguments, count, total);
  FindByOptions(info->name, arguments, count);
}

// As Redis reads them, one after the other: the value of an option is none itself.
void KeyPlaces::FindByOptions(std::string_view command, const std::string_view* arguments,
                              size_t count) noexcept {
  const size_t first = FirstOption(command);
  if (first == 0) return;
  size_t found = 0;
  for (size_t i = first; i < count; ++i) {
    const Option* option = FindOption(command, arguments[i]);
    if (option == nullptr) continue;
    if (option->names == Names::kAllKeys) return List(arguments, i + 1, count);
    if (option->names == Names::kKey && found < std::size(named_)) named_[found++] = i + 1;
    i += option->values;
  }
}

// A credential among the keys stands in the wrong place: it and what follows are not shown.
void KeyPlaces::List(const std::string_view* arguments, size_t first, size_t count) noexcept {
  const std::string_view* const end =
      std::find_if(arguments + first, arguments + count, IsCredential);
  listed_first_ = first;
  listed_end_ = static_cast<size_t>(end - arguments);
}

void KeyPlaces::FindCounted(std::string_view number, size_t place, size_t total) noexcept {
  size_t keys = 0;
  const char* const end = number.data() + number.size();
  const auto [stop, error] = std::from_chars(number.data(), end, keys);
  if (error != std::errc() || stop != end || keys > total) return;
  counted_first_ = place + 1;
  counted_end_ = counted_first_ + keys;
}

void KeyPlaces::FindStreams(const std::string_view* arguments, size_t count,
                            size_t total) noexcept {
  const std::string_view* const word = std::find_if(
      arguments, arguments + count, [](std::string_view text) { return IsWord(text, "STREAMS"); });
  if (word == arguments + count) return;
  counted_first_ = static_cast<size_t>(word - arguments) + 1;
  counted_end_ = counted_first_ + (total - counted_first_) / 2;
}

}  // namespace otelwrap::hiredis
