// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Attributes of our own, for what the semantic conventions have no name for.

#pragma once

#include <string_view>

namespace otelwrap::hiredis {

// true: a command that may wait in the server, so that its duration is no latency. Else left out.
inline constexpr std::string_view kBlocking = "otelwrap.redis.blocking";
// How many commands of a pipeline or transaction failed. Left out if none did.
inline constexpr std::string_view kFailedCommands = "otelwrap.redis.failed_commands";
// How a transaction ended: "committed", "discarded", or "aborted" by a WATCH.
inline constexpr std::string_view kTransactionResult = "otelwrap.redis.transaction.result";

}  // namespace otelwrap::hiredis
