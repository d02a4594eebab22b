// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a query really sends: the caller's own text, or with Settings::sql_comments one that carries
// the operation's trace context in a comment; with Settings::query_attributes, attributes beside
// it. Lives until the library is done with the call: on the stack, or beside a call that does not
// block.
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
    if (IsWanted(instrumentation)) Propagate(instrumentation, handle, operation);
  }
  ~SentSql();
  SentSql(const SentSql&) = delete;
  SentSql& operator=(const SentSql&) = delete;

  static bool IsWanted(const Instrumentation& instrumentation) noexcept {
    return instrumentation.settings().sql_comments || instrumentation.settings().query_attributes;
  }

  std::string_view text() const noexcept { return sql_; }
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
