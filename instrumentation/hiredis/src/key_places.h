// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Which arguments of a command are keys: by the table of commands, and by the options of the three
// whose keys it can't tell (SORT and GEORADIUS with STORE, MIGRATE with KEYS).
//
// Threads: a value. Errors: what can't be told is no key.

#pragma once

#include <cstddef>
#include <string_view>

#include "command_table.h"

namespace otelwrap::hiredis {

class KeyPlaces {
 public:
  // `info` null: none are keys. `count` arguments are at hand of `total` in all.
  KeyPlaces(const CommandInfo* info, const std::string_view* arguments, size_t count,
            size_t total) noexcept;

  bool Contains(size_t place) const noexcept {
    return (place >= first_ && place < end_ && (place - first_) % step_ == 0) ||
           (place >= counted_first_ && place < counted_end_) || place == named_[0] ||
           place == named_[1] || IsListed(place);
  }
  // Among those that follow MIGRATE's KEYS, where no credential may stand.
  bool IsListed(size_t place) const noexcept {
    return place >= listed_first_ && place < listed_end_;
  }

 private:
  void FindCounted(std::string_view number, size_t place, size_t total) noexcept;
  void FindStreams(const std::string_view* arguments, size_t count, size_t total) noexcept;
  void FindByOptions(std::string_view command, const std::string_view* arguments,
                     size_t count) noexcept;
  void List(const std::string_view* arguments, size_t first, size_t count) noexcept;

  size_t first_ = 0;
  size_t end_ = 0;
  size_t step_ = 1;
  // Those that a number or the word STREAMS stands before.
  size_t counted_first_ = 0;
  size_t counted_end_ = 0;
  // What a STORE names, and what KEYS does. The command's name is no key.
  static constexpr size_t kNone = static_cast<size_t>(-1);
  size_t named_[2] = {kNone, kNone};
  size_t listed_first_ = 0;
  size_t listed_end_ = 0;
};

}  // namespace otelwrap::hiredis
