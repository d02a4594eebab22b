// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The arguments of one command, read one after the other: from the bytes that hiredis formatted, or
// from the argv that it is about to format. The command's name is the first of them.
//
// Threads: a value. Ownership: a cursor over the caller's memory; a copy starts where it stands.
// Errors: bytes that are no command give what could be read of them, and total() 0 if that is
// nothing.

#pragma once

#include <cstddef>
#include <string_view>

namespace otelwrap::hiredis {

class Arguments {
 public:
  // `*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n`
  static Arguments OfCommand(std::string_view bytes) noexcept;
  // As redisCommandArgv takes them: without lengths, the texts end at their NUL.
  static Arguments OfArgv(int count, const char* const* texts, const size_t* lengths) noexcept;
  static Arguments OfViews(const std::string_view* views, size_t count) noexcept;

  // How many there are, the name included; what Next() finds may be less.
  size_t total() const noexcept { return total_; }

  bool Next(std::string_view* argument) noexcept;

  // Reads on into `arguments`; returns how many it has put there.
  size_t Read(std::string_view* arguments, size_t capacity) noexcept;

 private:
  bool NextOfBytes(std::string_view* argument) noexcept;

  size_t total_ = 0;
  size_t next_ = 0;
  std::string_view rest_;  // of the bytes; not used by the other two forms
  const char* const* texts_ = nullptr;
  const size_t* lengths_ = nullptr;
  const std::string_view* views_ = nullptr;
};

}  // namespace otelwrap::hiredis
