// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Whether the library knows the character set in which the server reads this connection's texts. A
// SET NAMES that was sent as SQL it knows of only where the server tells (session tracking), so
// that after one the character set counts as unknown unless the server told.
//
// Handles come back at the same address: what is kept belongs to one connection, as in
// open_calls.h.
//
// Threads: safe from any; one thread at a time for each handle. Errors: without memory or room no
// character set counts as known any more.

#pragma once

#include <mysql.h>

#include <string_view>

#include "charset.h"
#include "kept_by_handle.h"

namespace otelwrap::mysql {

// A session that is about to be reset, which may change the character set behind the library.
void DoubtCharset(const MYSQL& handle) noexcept;
// A text that is about to be sent.
inline void WatchCharset(const MYSQL& handle, std::string_view sql) noexcept {
  if (MaySetCharset(sql)) DoubtCharset(handle);
}
// A connection that is new to the server, or about to be closed.
void TrustCharset(const MYSQL& handle) noexcept;

// One load where there is no doubt about any connection.
bool IsSettled(MYSQL* handle) noexcept;
inline bool IsCharsetKnown(MYSQL* handle) noexcept {
  return kept_by_handle.doubts.IsZero() || IsSettled(handle);
}

}  // namespace otelwrap::mysql
