// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The operations of commands whose replies are still to come, in the order in which they will: for
// Options::span_per_command.
//
// Threads: one at a time. Errors: commands beyond kMostOpen since none was waited for, and those
// that memory is out for, go by untraced, and their replies with them.

#pragma once

#include <otelwrap/common/operation.h>
#include <otelwrap/common/outcome.h>

#include <cstddef>
#include <cstdint>
#include <exception>
#include <string_view>
#include <vector>

namespace otelwrap::hiredis {

class CommandSpans {
 public:
  static constexpr size_t kMostOpen = 1024;

  // `start` is only called if there is room. What it lacked is remembered.
  template <class Start>
  void Push(bool lacks_database, Start start) noexcept {
    if (untraced_ == 0 && open_.size() < kMostOpen) {
      try {
        open_.push_back({start(), lacks_database});
        return;
      } catch (const std::exception&) {  // memory is out
      }
    }
    ++untraced_;
  }

  // Whether the next of them could not be told its database when it was sent.
  bool NextLacksDatabase() const noexcept {
    return next_ < open_.size() && open_[next_].lacks_database;
  }

  // The next of them has its reply.
  void EndNext(const common::Outcome& outcome) noexcept {
    if (next_ < open_.size()) {
      open_[next_++].operation.End(outcome);
      if (next_ == open_.size()) Clear();
    } else if (untraced_ > 0) {
      --untraced_;
    }
  }

  void EndAll(std::string_view error_type) noexcept {
    common::Outcome outcome;
    outcome.SetError(error_type);
    for (Open& open : open_) open.operation.End(outcome);
    Clear();
    untraced_ = 0;
  }

 private:
  struct Open {
    common::Operation operation;
    bool lacks_database;
  };

  void Clear() noexcept {
    open_.clear();
    next_ = 0;
  }

  std::vector<Open> open_;
  size_t next_ = 0;        // those before it have ended
  uint64_t untraced_ = 0;  // they come after those that are open
};

}  // namespace otelwrap::hiredis
