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
// Threads: immutable; safe from any thread. Ownership: shared. Errors: Make() says what is wrong.

#pragma once

#include <otelwrap/common/instrumentation.h>
#include <otelwrap/common/options.h>
#include <otelwrap/config.h>

#include <memory>
#include <optional>

namespace otelwrap::mysql {

struct Options : common::Options {
  // Record db.query.text, sanitised. Off: the summary alone says what was asked. Default: on.
  bool query_text = true;

  // Whether the server reads "..." as a name. Default: what the server says, which MariaDB does;
  // with MySQL it is not known, "..." is masked, and a text with a \" in it is hidden from there
  // on.
  std::optional<bool> ansi_quotes;

  // Trace Connection::Connect() too. Default: on.
  bool connect = true;
};

class OTELWRAP_API Instrumentation : public common::Instrumentation {
 public:
  Instrumentation();
  explicit Instrumentation(const Options& options);

  bool query_text() const noexcept { return query_text_; }
  std::optional<bool> ansi_quotes() const noexcept { return ansi_quotes_; }
  bool connect() const noexcept { return connect_; }

 private:
  const bool query_text_;
  const std::optional<bool> ansi_quotes_;
  const bool connect_;
};

OTELWRAP_API common::Made<Instrumentation> Make(const Options& options);

// What calls without an instrumentation of their own use. Null: default options again.
OTELWRAP_API void SetDefault(std::shared_ptr<const Instrumentation> instrumentation);
OTELWRAP_API const Instrumentation& Default() noexcept;

}  // namespace otelwrap::mysql
