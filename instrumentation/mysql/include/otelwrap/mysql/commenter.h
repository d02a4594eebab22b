// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// sqlcommenter: tags at the end of a statement, which the server's logs show.
//
//   std::string out;
//   const SqlTag tags[] = {{"route", "/items/{id}"}, {"traceparent", "00-..."}};
//   if (CommentSql("SELECT 1;", {}, tags, 2, out)) Send(out);   // SELECT 1 /*route='...',...*/;
//
// Sorted by key, percent-encoded, so that nothing in a tag can end the comment; right before a
// trailing `;`. A statement that has a comment, or of which it is not clear where it ends, stays as
// it is; so does one that makes a stored program, whose text the server keeps.
// Settings::sql_comments does this to queries, never to prepared statements: servers keep those by
// their text.
//
// Threads: pure. Ownership: nothing is kept. Errors: false where the statement is to be sent as it
// is, also where memory was out.

#pragma once

#include <otelwrap/config.h>
#include <otelwrap/mysql/sanitize.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace otelwrap::mysql {

// Without a key or a value it is left out.
struct SqlTag {
  std::string_view key;
  std::string_view value;
};

OTELWRAP_API bool CommentSql(std::string_view sql, const SqlDialect& dialect, const SqlTag* tags,
                             size_t count, std::string& out) noexcept;

}  // namespace otelwrap::mysql
