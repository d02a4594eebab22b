// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How a command ended -> Outcome. Pure. The server's error text is looked at for its first word
// alone, and never becomes telemetry: servers repeat what they were sent, passwords included.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/common/outcome.h>

#include <string_view>

namespace otelwrap::hiredis {

// A reply of type REDIS_REPLY_ERROR is the server's error; every other is a success.
void ClassifyReply(const redisReply& reply, common::Outcome* outcome) noexcept;

// EXEC's reply: as the first of its items that is an error.
void ClassifyItems(const redisReply& reply, common::Outcome* outcome) noexcept;

// No reply: `error` is redisContext::err, `text` its errstr. Where hiredis only says that the
// system failed (REDIS_ERR_IO) or that a name was not found (REDIS_ERR_OTHER), its text is compared
// with the system's own, because errno may be of another call by now.
std::string_view TransportErrorType(int error, std::string_view text) noexcept;

}  // namespace otelwrap::hiredis
