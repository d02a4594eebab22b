// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The options of the hiredis component, and what Make() makes of them: what every traced command is
// traced by. Without any of it the defaults serve.
//
//   hiredis::Options options;
//   options.keys = hiredis::KeyText::kNone;
//   auto made = hiredis::Make(options);
//   if (!made) Complain(made.error);
//   hiredis::SetDefault(made.value);
//
// Each command, pipeline and transaction becomes a CLIENT span in the scope `otelwrap.hiredis` and
// one measurement of `db.client.operation.duration`; docs/telemetry/hiredis.md lists their
// attributes.
//
// Threads: immutable once made; SetDefault may be called from any thread, calls under way keep what
// they began with. Ownership: shared; the default lives until the process ends. Errors: Make()
// says in one sentence what is wrong with the options.

#pragma once

#include <otelwrap/common/instrumentation.h>
#include <otelwrap/config.h>
#include <otelwrap/hiredis/mask.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::hiredis {

struct Options : common::Options {
  // Record db.query.text on spans, masked as `redaction` and `keys` say (mask.h). Default: on.
  bool query_text = true;
  KeyText keys = KeyText::kPrefix;

  // Commands of Redis modules ("JSON.SET", "FT.SEARCH") that telemetry shall show by name, their
  // arguments masked. What neither the table of commands nor this list knows has no name: it is
  // `_OTHER`, and its span is `redis`. Default: none. At most 256.
  std::vector<std::string> known_commands;

  // A span for every command of a pipeline and of a transaction, instead of one for all of it.
  // Default: off.
  bool span_per_command = false;

  // A CLIENT span CONNECT for each connection that a Context or AsyncContext makes. Default: off.
  bool connection_spans = false;

  // The metrics db.client.connection.create_time and db.client.connection.count of those
  // connections. Default: off.
  bool connection_metrics = false;

  // A CONSUMER span `process` around the user's callback for each message of a subscription that
  // was made through AsyncCommand or AsyncContext (message.h has the guard for other ways).
  // Default: off.
  bool message_spans = false;
};

class OTELWRAP_API Instrumentation : public common::Instrumentation {
 public:
  Instrumentation() : Instrumentation(Options{}) {}
  // REQUIRES: options that Make() would take.
  explicit Instrumentation(Options options);

  bool query_text() const noexcept { return query_text_; }
  KeyText keys() const noexcept { return keys_; }
  bool span_per_command() const noexcept { return span_per_command_; }
  bool connection_spans() const noexcept { return connection_spans_; }
  bool connection_metrics() const noexcept { return connection_metrics_; }
  bool message_spans() const noexcept { return message_spans_; }
  // By which the spans of messages are made: as these, but without a metric.
  const common::Instrumentation& messages() const noexcept { return messages_; }
  // The name as `known_commands` has it, in any case of letters; empty: not there.
  std::string_view KnownCommand(std::string_view name) const noexcept;

 private:
  const bool query_text_;
  const KeyText keys_;
  const bool span_per_command_;
  const bool connection_spans_;
  const bool connection_metrics_;
  const bool message_spans_;
  const common::Instrumentation messages_;
  const std::vector<std::string> known_commands_;  // upper case, sorted
};

OTELWRAP_API common::Made<Instrumentation> Make(Options options);

// What functions without an Instrumentation of their own use. Null: default options.
OTELWRAP_API void SetDefault(std::shared_ptr<const Instrumentation> instrumentation);
OTELWRAP_API const Instrumentation& Default() noexcept;

}  // namespace otelwrap::hiredis
