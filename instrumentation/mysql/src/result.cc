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
  if (handle == nullptr) return library.fetch_row(result);
  FetchWatch watch(handle);
  const unsigned int number_before = library.error_number(handle);
  const MYSQL_ROW row = library.fetch_row(result);
  if (row != nullptr) {
    if (watch.IsOn()) watch.Add(1);
    return row;
  }
  // The last row leaves the number of an earlier error where it was.
  const unsigned int number = library.error_number(handle);
  const bool failed = number != 0 && number != number_before;
  if (watch.IsOn()) {
    watch.End(failed, number);
  } else if (failed) {
    EndUnwatched(handle, number);
  }
  return nullptr;
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
