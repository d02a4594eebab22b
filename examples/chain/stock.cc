// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "stock.h"

#include <spdlog/spdlog.h>

#include <memory>
#include <stdexcept>

#include "settings.h"

namespace chain {
namespace {

// A MySQL server that makes spans of its own makes them children of ours.
std::shared_ptr<const otelwrap::mysql::Instrumentation> WithQueryAttributes() {
  otelwrap::mysql::Options options;
  options.query_attributes = true;
  return otelwrap::mysql::Make(options).value;
}

}  // namespace

Stock::Stock()
    : redis_(Setting("REDIS_HOST", "127.0.0.1").c_str(), PortSetting("REDIS_PORT", 6379)),
      database_(WithQueryAttributes()) {
  if (redis_.ErrorCode() != 0) throw std::runtime_error(std::string("redis: ") + redis_.Error());
  otelwrap::mysql::ConnectOptions options;
  options.host = Setting("MYSQL_HOST", "127.0.0.1");
  options.port = PortSetting("MYSQL_PORT", 3306);
  options.user = Setting("MYSQL_USER", "root");
  options.password = Setting("MYSQL_PASSWORD", "");
  options.database = Setting("MYSQL_DATABASE", "shop");
  if (!database_.Connect(options)) {
    throw std::runtime_error(std::string("mysql: ") + database_.Error());
  }
}

std::optional<std::string> Stock::Name(int64_t item) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (auto cached = FromCache(item)) return cached;
  auto name = FromDatabase(item);
  if (name) Remember(item, *name);
  return name;
}

std::optional<std::string> Stock::FromCache(int64_t item) {
  const auto reply = redis_.Command("GET item:%lld", static_cast<long long>(item));
  if (reply == nullptr || reply->type != REDIS_REPLY_STRING) return std::nullopt;
  return std::string(reply->str, reply->len);
}

std::optional<std::string> Stock::FromDatabase(int64_t item) {
  spdlog::info("item {} is not in the cache", item);
  if (database_.Query("SELECT name FROM item WHERE id = " + std::to_string(item)) != 0) {
    spdlog::error("mysql: {}", database_.Error());
    return std::nullopt;
  }
  const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> rows(
      mysql_store_result(database_.handle()), &mysql_free_result);
  const MYSQL_ROW row = rows ? mysql_fetch_row(rows.get()) : nullptr;
  return row != nullptr ? std::optional<std::string>(row[0]) : std::nullopt;
}

void Stock::Remember(int64_t item, const std::string& name) {
  redis_.Command("SET item:%lld %s EX 60", static_cast<long long>(item), name.c_str());
}

}  // namespace chain
