// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The texts of statements that were prepared on handles of a user's own. A handle that comes back
// at the same address is another statement: its number at the server is, or its connection's.
//
// Threads: safe. Ownership: shared texts; at most kMaxEntries, then those of old handles go.
// Errors: without memory nothing is kept.

#pragma once

#include <mysql.h>
#include <otelwrap/mysql/sql_cache.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <unordered_map>

namespace otelwrap::mysql {

using PreparedText = std::shared_ptr<const SqlDescription>;

class PreparedTexts {
 public:
  static constexpr size_t kMaxEntries = 1024;

  void Keep(const MYSQL_STMT& statement, PreparedText text) noexcept;
  // Null where it is not known.
  PreparedText Find(const MYSQL_STMT& statement) noexcept;
  void Forget(const MYSQL_STMT& statement) noexcept;

 private:
  struct Entry {
    const MYSQL* connection;
    unsigned long connection_number;
    unsigned long statement_number;
    PreparedText text;
  };

  std::mutex mutex_;
  std::unordered_map<const MYSQL_STMT*, Entry> entries_;
};

PreparedTexts& AllPreparedTexts() noexcept;

}  // namespace otelwrap::mysql
