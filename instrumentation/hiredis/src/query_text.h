// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes a command as redis-cli would, and never more than a number of bytes.
//
// Threads: not safe for concurrent use. Errors: throws only std::bad_alloc.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace otelwrap::hiredis {

class QueryText {
 public:
  explicit QueryText(size_t limit) : limit_(limit) {}

  // One more argument: its text, and after that something of our own. A blank goes before it.
  void Add(std::string_view text, std::string_view suffix = {});
  // Says that the command has more than was added.
  void Cut() noexcept { cut_ = true; }
  // Nothing that is added from here on would be seen.
  bool IsFull() const noexcept { return cut_; }

  std::string Finish();

 private:
  void Append(std::string_view plain);
  void AppendEscaped(char c);

  const size_t limit_;
  bool first_ = true;
  bool cut_ = false;
  std::string text_;
};

}  // namespace otelwrap::hiredis
