// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "database.h"

#include <charconv>
#include <string_view>

#include "replies.h"

namespace otelwrap::hiredis {
namespace {

int DatabaseNumber(std::string_view text) noexcept {
  int number = kNoDatabase;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end && number >= 0 ? number : kNoDatabase;
}

}  // namespace

DatabaseChange DatabaseChangeOf(const Request& request) noexcept {
  using Kind = DatabaseChange::Kind;
  if (request.name == "RESET") return {Kind::kReset, 0};
  if (request.name != "SELECT") return {};
  Arguments arguments = request.arguments;
  std::string_view words[2];
  if (arguments.Read(words, 2) != 2) return {};
  return {Kind::kSelect, DatabaseNumber(words[1])};
}

int DatabaseAfter(const DatabaseChange& change, const redisReply* reply, int database) noexcept {
  if (change.kind == DatabaseChange::Kind::kNone) return database;
  if (reply == nullptr) return kNoDatabase;
  if (reply->type == REDIS_REPLY_ERROR) return database;
  const bool done = change.kind == DatabaseChange::Kind::kReset || IsStatus(*reply, "OK");
  return done ? change.number : kNoDatabase;
}

}  // namespace otelwrap::hiredis
