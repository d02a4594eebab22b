// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One command that is about to be sent, recognized once: what describe, the masker and whoever
// follows a connection's state read their facts from.
//
// Threads: a value. Ownership: views of the caller's memory, and of tables that live for ever (or
// as long as the Instrumentation).

#pragma once

#include <otelwrap/hiredis/instrumentation.h>

#include <string_view>

#include "arguments.h"
#include "command_table.h"

namespace otelwrap::hiredis {

struct Request {
  Arguments arguments;                // from the command's name on
  std::string_view typed;             // the name as it was sent; may be anything, a secret too
  std::string_view name;              // in capitals; empty: nobody knows such a command
  const CommandInfo* info = nullptr;  // null: not one of the table's

  bool IsKnown() const noexcept { return !name.empty(); }
  CommandKind kind() const noexcept { return info != nullptr ? info->kind : CommandKind::kPlain; }
};

// `instrumentation` knows commands of its own; null: only the table does.
Request Recognize(const Instrumentation* instrumentation, Arguments arguments) noexcept;

// Whether the server may let it wait: BLPOP, WAIT, and XREAD only if it says BLOCK.
bool IsBlocking(const Request& request) noexcept;

// The script or function that it calls: FCALL's name, EVALSHA's digest. Empty: none, or no such
// thing as Redis would take.
std::string_view ProcedureOf(const Request& request) noexcept;

}  // namespace otelwrap::hiredis
