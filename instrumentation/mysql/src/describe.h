// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What is known of a call before it is made: its start attributes and its name.
//
// Threads: pure functions. Ownership: the set shares the target's address, and copies the rest.

#pragma once

#include <otelwrap/common/attributes.h>

#include <string_view>

#include "peer.h"

namespace otelwrap::mysql {

// Ours: the semantic conventions have no names for these.
inline constexpr std::string_view kAffectedRows = "db.response.affected_rows";
inline constexpr std::string_view kWarningCount = "db.response.warning_count";
inline constexpr std::string_view kFetchDuration = "db.response.fetch_duration";  // seconds
// Theirs, in development.
inline constexpr std::string_view kReturnedRows = "db.response.returned_rows";

struct CallFacts {
  std::string_view operation;  // not known for SQL: it would have to be read out of the text
  std::string_view summary;
  std::string_view schema;  // db.namespace; empty: none is chosen
};

void Describe(const Peer& peer, const CallFacts& facts, common::AttributeSet& attributes) noexcept;

// A view of what it is given. The summary is a name by itself; commands have their operation.
inline std::string_view NameOf(const Peer& peer, const CallFacts& facts) noexcept {
  if (!facts.summary.empty()) return facts.summary;
  return facts.operation.empty() ? peer.system : facts.operation;
}

}  // namespace otelwrap::mysql
