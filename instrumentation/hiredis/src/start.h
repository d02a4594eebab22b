// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Starts the Operation of a command, or of several, on a connection: describe, then the span; what
// is dear is described only when it records.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <string_view>

#include "request.h"

namespace otelwrap::hiredis {

// Where a command goes to, and what traces it. `database` may be kNoDatabase.
struct Site {
  const Instrumentation& instrumentation;
  redisContext& context;
  int database;
};

common::Operation StartCommand(const Site& site, const Request& request) noexcept;

// Of several commands, which are named and counted at their end.
common::Operation StartBatch(const Site& site, std::string_view name) noexcept;

}  // namespace otelwrap::hiredis
