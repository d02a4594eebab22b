// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// MaskCommand: what db.query.text says of a command. Whoever makes a span, or previews one, calls
// it; it looks at the arguments alone.
//
//   {"SET", "session:8f14e45f", "secret", "EX", "60"}   ->   SET session:? ? ? ?
//   {"CONFIG", "SET", "requirepass", "secret"}          ->   CONFIG SET ? ?
//   {"hunter2"}                                         ->   ?
//
// By default the command's name and a known subcommand's are shown as typed, of each key what
// stands before its first ':' (a key without one may be a token, so it is `?`), and `?` for
// everything else. A command that neither Redis 8 nor Valkey 8 has is masked whole, its name
// included: it may be a password that was sent in the wrong place. With policy.raw_query_text the
// arguments of known commands are shown, but never a credential (AUTH, HELLO, ACL SETUSER, CONFIG
// SET, MIGRATE, SENTINEL SET) nor the body of a script.
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
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::hiredis {

// What is shown of a key.
enum class KeyText : uint8_t {
  kPrefix,  // what stands before its first ':', if that is at most 64 bytes
  kWhole,   // all of it
  kNone,    // `?`
};

OTELWRAP_API std::string MaskCommand(const std::string_view* arguments, size_t count,
                                     const common::RedactionPolicy& policy,
                                     KeyText keys = KeyText::kPrefix) noexcept;

inline std::string MaskCommand(const std::vector<std::string_view>& arguments,
                               const common::RedactionPolicy& policy,
                               KeyText keys = KeyText::kPrefix) noexcept {
  return MaskCommand(arguments.data(), arguments.size(), policy, keys);
}

}  // namespace otelwrap::hiredis
