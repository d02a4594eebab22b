// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "prepared_texts.h"

#include <otelwrap/common/never_destroyed.h>

#include <exception>
#include <utility>

namespace otelwrap::mysql {

void PreparedTexts::Keep(const MYSQL_STMT& statement, PreparedText text) noexcept {
  if (text == nullptr || statement.mysql == nullptr) return Forget(statement);
  try {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (entries_.size() >= kMaxEntries && entries_.count(&statement) == 0) {
      entries_.erase(entries_.begin());
    }
    entries_[&statement] = {statement.mysql, statement.mysql->thread_id, statement.stmt_id,
                            std::move(text)};
  } catch (const std::exception&) {
    return Forget(statement);
  }
}

[[gnu::hot]] PreparedText PreparedTexts::Find(const MYSQL_STMT& statement) noexcept {
  if (statement.mysql == nullptr) return nullptr;
  const std::lock_guard<std::mutex> lock(mutex_);
  const auto at = entries_.find(&statement);
  if (at == entries_.end()) return nullptr;
  const Entry& entry = at->second;
  const bool same = entry.connection == statement.mysql &&
                    entry.connection_number == statement.mysql->thread_id &&
                    entry.statement_number == statement.stmt_id;
  return same ? entry.text : nullptr;
}

void PreparedTexts::Forget(const MYSQL_STMT& statement) noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  entries_.erase(&statement);
}

PreparedTexts& AllPreparedTexts() noexcept {
  static common::NeverDestroyed<PreparedTexts> texts;
  return texts.get();
}

}  // namespace otelwrap::mysql
