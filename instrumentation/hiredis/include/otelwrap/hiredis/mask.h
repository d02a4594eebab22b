// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// MaskCommand: what db.query.text says of a command. Whoever makes a span, or previews one, calls
// it; it looks at the arguments alone.
//
//   {"SET", "session:8f14e45f", "secret", "EX", "60"}   ->   SET session:? ? ? ?
//   {"CONFIG", "SET", "requirepass", "secret"}          ->   CONFIG SET ? ?
//   {"JSON.SET", "cart:7", "$", "{}"}                   ->   JSON.SET ? ? ?
//
// By default the command's name and a known subcommand's are shown as typed, of each key what
// stands before its first ':', and `?` for everything else. A command that Redis 8 doesn't know is
// masked whole: where its keys are nobody can say. With policy.raw_query_text the arguments of
// known commands are shown, but never a credential (AUTH, HELLO, ACL SETUSER, CONFIG SET, MIGRATE,
// SENTINEL SET) nor the body of a script.
//
// The text is ASCII in the form of redis-cli: what isn't a plain word is quoted and escaped. It is
// never longer than policy.max_text_bytes; where something is left out at its end (always after 128
// arguments) it ends with "...".
//
// Threads: a pure function. Ownership: the views need only live during the call. Errors: never
// throws, whatever the bytes; empty when memory is out. Time is linear in the size of what is read.

#pragma once

#include <otelwrap/common/redaction.h>
#include <otelwrap/config.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::hiredis {

OTELWRAP_API std::string MaskCommand(const std::string_view* arguments, size_t count,
                                     const common::RedactionPolicy& policy) noexcept;

inline std::string MaskCommand(const std::vector<std::string_view>& arguments,
                               const common::RedactionPolicy& policy) noexcept {
  return MaskCommand(arguments.data(), arguments.size(), policy);
}

}  // namespace otelwrap::hiredis
