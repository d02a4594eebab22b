// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Which database a connection is in, told from the commands that were sent on it and their replies.
// Pure. AUTH and HELLO leave it as it is.

#pragma once

#include <hiredis/hiredis.h>

#include <cstdint>

#include "request.h"

namespace otelwrap::hiredis {

// A database's number, or that it isn't known.
inline constexpr int kNoDatabase = -1;

// What a command does to the connection's database if it succeeds.
struct DatabaseChange {
  enum class Kind : uint8_t { kNone, kSelect, kReset };
  Kind kind = Kind::kNone;
  int number = kNoDatabase;
};

DatabaseChange DatabaseChangeOf(const Request& request) noexcept;

// The database that a connection is in after the command had this reply (null: none). A SELECT that
// a MULTI has queued leaves it unknown.
int DatabaseAfter(const DatabaseChange& change, const redisReply* reply, int database) noexcept;

}  // namespace otelwrap::hiredis
