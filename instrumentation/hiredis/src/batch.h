// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Several commands as one operation: a pipeline, or a transaction. What it is called, how many they
// are and how they fared is known at its end:
//
//   GET, GET, GET                PIPELINE GET, size 3
//   GET, SET                     PIPELINE, size 2
//   MULTI, SET, SET, EXEC        MULTI SET, size 2
//   GET                          GET, no size
//
// Threads: as the connection: one at a time. Ownership: keeps no view of a command. Errors: where
// memory is out the text is left out. A dropped batch ends as "abandoned".

#pragma once

#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/common/outcome.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "command_table.h"
#include "request.h"
#include "start.h"

namespace otelwrap::hiredis {

// Several commands, one after the other, and whether they are all the same.
struct Run {
  int64_t count = 0;
  std::string_view name;  // of all of them in capitals; empty: different, or not known
  bool same_text = true;

  void Add(std::string_view its_name, bool is_same_text) noexcept;
};

class Batch {
 public:
  Batch(const Site& site, const Request& first) noexcept;
  ~Batch();
  Batch(const Batch&) = delete;
  Batch& operator=(const Batch&) = delete;

  void Add(const Request& request) noexcept;
  // One of its commands did; the first one's error is the batch's.
  void Failed(CommandKind kind, const common::Outcome& outcome) noexcept;
  // A literal: "committed", "discarded" or "aborted".
  void SetTransactionResult(std::string_view result) noexcept { result_ = result; }

  // By what the commands did, or by an error of the connection while some waited for their reply.
  void End() noexcept;
  void EndLost(std::string_view error_type, uint64_t unanswered) noexcept;

 private:
  void AddText(const Request& request) noexcept;
  void Describe() noexcept;
  void NameCommand() noexcept;
  void NameRun(std::string_view prefix, std::string_view command) noexcept;
  void SetName(std::string_view name, std::string_view metric_name) noexcept;
  void DescribeText(const Run& run, bool inner) noexcept;
  int64_t FailedOf(const Run& run) const noexcept;

  const Instrumentation& instrumentation_;
  common::Operation operation_;
  common::Outcome outcome_;
  int64_t failures_ = 0;
  int64_t frame_failures_ = 0;  // of MULTI, EXEC, DISCARD
  int64_t unanswered_ = 0;      // when the connection was lost
  std::string_view result_;
  bool blocking_ = false;
  bool transaction_ = false;  // MULTI was the first, and after EXEC or DISCARD nothing came

  Run all_;
  Run inner_;  // without the first and the last command
  common::FixedText<kMaxCommandName> first_typed_;
  std::string_view first_name_;  // names live as long as the table and the instrumentation
  CommandKind first_kind_ = CommandKind::kPlain;
  std::string_view last_name_;
  CommandKind last_kind_ = CommandKind::kPlain;
  bool last_same_text_ = true;

  std::string text_;        // of all, "; " between them
  size_t first_text_ = 0;   // where the first one ends
  size_t inner_begin_ = 0;  // the second command's text
  size_t inner_first_ = 0;  // where that ends
  size_t inner_end_ = 0;    // where the last but one ends
};

}  // namespace otelwrap::hiredis
