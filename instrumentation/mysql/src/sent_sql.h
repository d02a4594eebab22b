// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a query really sends: the caller's own text, or with Settings::sql_comments one that carries
// the operation's trace context in a comment; with Settings::query_attributes, attributes beside
// it. Lives on the stack over the library's call.
//
// Threads: one. Ownership: holds the longer text and what the attributes point to. Errors: without
// memory the caller's text is sent.

#pragma once

#include <mysql.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/mysql/instrumentation.h>

#include <optional>
#include <string>
#include <string_view>

#include "trace_headers.h"

namespace otelwrap::mysql {

class SentSql {
 public:
  SentSql(const Instrumentation& instrumentation, MYSQL* handle, const common::Operation& operation,
          std::string_view sql) noexcept
      : sql_(sql) {
    const Settings& settings = instrumentation.settings();
    if (settings.sql_comments || settings.query_attributes) {
      Propagate(instrumentation, handle, operation);
    }
  }
  SentSql(const SentSql&) = delete;
  SentSql& operator=(const SentSql&) = delete;

  const char* data() const noexcept { return sql_.data(); }
  unsigned long size() const noexcept { return static_cast<unsigned long>(sql_.size()); }

 private:
  void Propagate(const Instrumentation& instrumentation, MYSQL* handle,
                 const common::Operation& operation) noexcept;
  void Comment(const Instrumentation& instrumentation, MYSQL* handle) noexcept;

  std::string_view sql_;
  std::string longer_;
  std::optional<TraceHeaders> headers_;
};

}  // namespace otelwrap::mysql
