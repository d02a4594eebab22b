// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/mysql/query.h>
#include <otelwrap/mysql/result.h>

#include <utility>

#include "fetches.h"
#include "library.h"

namespace otelwrap::mysql {

MYSQL_ROW FetchRow(MYSQL_RES* result) noexcept {
  if (result == nullptr) return nullptr;
  const Library& library = ActiveLibrary();
  MYSQL* handle = result->handle;  // null: all rows are here; and gone with the last row
  FetchWatch watch(handle);
  const MYSQL_ROW row = library.fetch_row(result);
  if (watch.IsOn()) {
    if (row != nullptr) {
      watch.Add(1);
    } else {
      const unsigned int number = library.error_number(handle);
      watch.End(number != 0, number);
    }
  }
  return row;
}

void FreeResult(MYSQL_RES* result) noexcept {
  if (result == nullptr) return;
  FetchWatch watch(result->handle);
  ActiveLibrary().free_result(result);
  if (watch.IsOn()) watch.End(false, 0);
}

Result Result::Store(MYSQL* handle) noexcept { return Result(StoreResult(handle)); }

Result Result::Use(MYSQL* handle) noexcept { return Result(UseResult(handle)); }

Result::Result(Result&& other) noexcept : rows_(std::exchange(other.rows_, nullptr)) {}

Result& Result::operator=(Result&& other) noexcept {
  if (this != &other) FreeResult(std::exchange(rows_, std::exchange(other.rows_, nullptr)));
  return *this;
}

const unsigned long* Result::Lengths() noexcept {
  return rows_ != nullptr ? ::mysql_fetch_lengths(rows_) : nullptr;
}

unsigned int Result::Columns() const noexcept {
  return rows_ != nullptr ? ::mysql_num_fields(rows_) : 0;
}

}  // namespace otelwrap::mysql
