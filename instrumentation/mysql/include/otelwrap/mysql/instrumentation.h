// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The options of the mysql component, and their validated form. Without any, the global providers
// are used and every query is traced.
//
//   mysql::Options options;
//   options.require_parent = true;
//   auto made = mysql::Make(options);
//   if (!made) Complain(made.error);
//   mysql::SetDefault(made.value);   // or hand it to a Connection, or to one call
//
// Threads: immutable; safe from any thread. Ownership: shared; one that is handed to calls on a
// handle of your own must outlive the handle, for what a call leaves open ends with it. Errors:
// Make() says what is wrong.

#pragma once

#include <otelwrap/common/instrumentation.h>
#include <otelwrap/common/options.h>
#include <otelwrap/config.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace otelwrap::mysql {

// What only this component has; all of it may be left alone.
struct Settings {
  // Record db.query.text, sanitised. Off: the summary alone says what was asked. Default: on.
  bool query_text = true;

  // `IN (1, 2, 3)` becomes `IN (?)`, whatever its length. Default: off.
  bool collapse_lists = false;

  // Whether the server reads "..." as a name. Default: what the server says, which MariaDB does;
  // with MySQL it is not known, "..." is masked, and a text with a \" in it is hidden from there
  // on.
  std::optional<bool> ansi_quotes;

  // Trace connecting, changing the user and resetting too. Default: on.
  bool connect = true;

  // Trace mysql_ping too: a pool's is noise. Default: off.
  bool ping = false;

  // A span `prepare` for preparing a statement, beside those of its executions. Default: off.
  bool prepare = false;

  // A span `transaction` from the first statement of a transaction to its end, above the spans of
  // its statements. Default: off.
  bool transactions = false;

  // Record how many rows came (StoreResult) or were changed. The query's span then lasts until the
  // rows are there. Default: off.
  bool row_counts = false;

  // A span `fetch` for the reading of each result's rows, below the query's: see result.h. The rows
  // must be read by our own calls to be counted. Default: off.
  bool fetches = false;

  // The metric db.client.response.returned_rows, of results read by our own calls. Default: off.
  bool returned_rows = false;

  // The metrics db.client.connection.create_time and use_time of Connections, and create_time of
  // RealConnect(). A pool reports by pool.h instead. Default: off.
  bool connection_times = false;

  // Record how many warnings the server had. Default: off.
  bool warnings = false;

  // Send the trace context to the server, in a comment at the end of each query (sqlcommenter),
  // with tags of your own. Queries become different texts to the server's caches. Prepared
  // statements stay as they are. Default: off.
  bool sql_comments = false;
  std::vector<std::pair<std::string, std::string>> sql_comment_tags;

  // Send it as query attributes instead, where library and server know them (libmysqlclient and
  // MySQL): the server's own spans become children of ours. Attributes of your own go by
  // BindParam() of query_attributes.h, those of prepared statements by StmtBindParam(). Default:
  // off.
  bool query_attributes = false;

  // Told to the server at connect: {"program_name", "shop"}, {"service.name", "orders"}. Default:
  // nothing but what the library says.
  std::vector<std::pair<std::string, std::string>> connection_attributes;
};

struct Options : common::Options, Settings {};

class OTELWRAP_API Instrumentation : public common::Instrumentation {
 public:
  Instrumentation();
  explicit Instrumentation(const Options& options);

  const Settings& settings() const noexcept { return settings_; }
  // Its own: no later one has it, though that may come to the same address.
  uint64_t number() const noexcept { return number_; }
  // For spans that are no operation of the database's, and write no metric.
  const common::Instrumentation& spans_only() const noexcept { return spans_only_; }

 private:
  const uint64_t number_;
  const Settings settings_;
  const common::Instrumentation spans_only_;
};

OTELWRAP_API common::Made<Instrumentation> Make(const Options& options);

// What calls without an instrumentation of their own use. Null: default options again.
OTELWRAP_API void SetDefault(std::shared_ptr<const Instrumentation> instrumentation);
OTELWRAP_API const Instrumentation& Default() noexcept;

}  // namespace otelwrap::mysql
