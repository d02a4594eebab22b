// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Which arguments of a command are never shown, not even with raw_query_text: credentials, and the
// bodies of scripts.
//
// Threads: a value.

#pragma once

#include <cstddef>

#include "command_table.h"

namespace otelwrap::hiredis {

class SecretPlaces {
 public:
  // `info` null: a command that isn't known may hold anything, so that all are.
  explicit SecretPlaces(const CommandInfo* info) noexcept;

  bool Contains(size_t place) const noexcept { return place >= first_ && place <= last_; }

 private:
  size_t first_ = 0;
  size_t last_ = static_cast<size_t>(-1);
};

}  // namespace otelwrap::hiredis
