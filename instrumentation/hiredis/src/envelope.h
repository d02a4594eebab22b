// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A context within data, in the forms that message.h names: what may travel, and how it is read out
// of a message that may be a stranger's.
//
// Threads: pure functions. Errors: false for what is no envelope, or one out of bounds; throws only
// std::bad_alloc. Time is linear in the size of the context.

#pragma once

#include <otelwrap/hiredis/message.h>

#include <cstddef>
#include <string_view>

namespace otelwrap::hiredis {

inline constexpr std::string_view kPrefixBegin = "otel1\n";

// Of an envelope's head, all of it. The W3C's headers are at most 8 KiB each.
inline constexpr size_t kMaxContextBytes = size_t{20} << 10U;
inline constexpr size_t kMaxContextNames = 8;

// A name of letters, digits, '-' and '_', a value of printable ASCII that is not too long.
bool MayTravel(std::string_view name, std::string_view value) noexcept;

// Adds it if it may travel and there is room; false: it was left out.
bool AddTo(MessageContext* context, std::string_view name, std::string_view value);

bool ReadPrefix(std::string_view message, Unwrapped* unwrapped);
bool ReadJson(std::string_view message, Unwrapped* unwrapped);

// What goes before the payload; empty: nothing travels.
std::string PrefixHead(const MessageContext& context);
// What goes behind the '{' of the object: `"otelcontext":{...}`.
std::string JsonMember(const MessageContext& context);

}  // namespace otelwrap::hiredis
