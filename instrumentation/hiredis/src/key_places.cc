// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "key_places.h"

#include <algorithm>
#include <charconv>

#include "upper_case.h"

namespace otelwrap::hiredis {
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
