// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "sent_sql.h"

#include <otelwrap/mysql/commenter.h>

#include <exception>
#include <vector>

#include "peer.h"
#include "query_attributes.h"

namespace otelwrap::mysql {

SentSql::~SentSql() = default;

void SentSql::Propagate(const Instrumentation& instrumentation, MYSQL* handle,
                        const common::Operation& operation) noexcept {
  headers_.emplace(operation);
  if (instrumentation.settings().query_attributes) BindTraceContext(handle, *headers_);
  if (instrumentation.settings().sql_comments && !headers_->traceparent().empty()) {
    Comment(instrumentation, handle);
  }
}

void SentSql::Comment(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  try {
    std::vector<SqlTag> tags = {{"traceparent", headers_->traceparent()},
                                {"tracestate", headers_->tracestate()}};
    for (const auto& [key, value] : instrumentation.settings().sql_comment_tags) {
      tags.push_back({key, value});
    }
    KnownHandle& known = KnownOf(instrumentation, handle);
    const SqlDialect dialect = DialectOf(instrumentation, known, handle);
    if (CommentSql(sql_, dialect, tags.data(), tags.size(), longer_)) sql_ = longer_;
  } catch (const std::exception&) {
    return;
  }
}

}  // namespace otelwrap::mysql
