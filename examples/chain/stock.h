// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The stock: names of items in MySQL or MariaDB, with Redis before it.

#pragma once

#include <otelwrap/hiredis/context.h>
#include <otelwrap/mysql/connection.h>

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

namespace chain {

class Stock {
 public:
  // Connects by the settings REDIS_* and MYSQL_*. Throws std::runtime_error where that fails.
  Stock();

  // Nothing where there is no such item, or no database.
  std::optional<std::string> Name(int64_t item);

 private:
  std::optional<std::string> FromCache(int64_t item);
  std::optional<std::string> FromDatabase(int64_t item);
  void Remember(int64_t item, const std::string& name);

  std::mutex mutex_;  // one connection each, for all callers
  otelwrap::hiredis::Context redis_;
  otelwrap::mysql::Connection database_;
};

}  // namespace chain
