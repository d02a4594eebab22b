// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Operations that outlive the call that began them: a query whose later results are still to come,
// one that was sent and not answered yet, a transaction. Kept by handle, and only while there is
// need to: a query with one result never gets here.
//
// Handles come back at the same address. An entry belongs to one connection, known by its number at
// the server; found at another one, its operation ends as abandoned.
//
// Threads: safe from any; one thread at a time for each handle. Errors: where memory or room is
// out, the operation ends at once, as what is known of it by then.

#pragma once

#include <mysql.h>
#include <otelwrap/common/attributes.h>
#include <otelwrap/common/operation.h>

#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <unordered_map>

#include "kept_by_handle.h"
#include "sent_sql.h"

namespace otelwrap::mysql {

struct OpenCall {
  bool in_flight = false;    // the library's call has not returned its result yet
  bool awaited = false;      // its answer, or its next result, was asked for and is not here yet
  bool connecting = false;   // its handle has no number at the server yet, or an old one
  bool several = false;      // more than one result may come
  bool counts_rows = false;  // the number of rows is to be recorded
  bool warns = false;        // the number of warnings is
  // Where the reading of its rows is to be observed: what is known of them. Null: it is not.
  std::unique_ptr<const common::AttributeSet> rows;
  // While it is in flight: what the library has of us. Null: the caller's own text.
  std::unique_ptr<const SentSql> sent;
  // Does nothing: there was none. Last, for it is long: its beginning is beside all the others.
  common::Operation operation;
};

class OpenCallTable {
 public:
  static constexpr size_t kMaxEntries = 1024;

  explicit OpenCallTable(KeptCount& count) noexcept : count_(count) {}

  // What does nothing is kept only while it is in flight.
  void Keep(const MYSQL& handle, OpenCall&& call) noexcept;
  // One that does nothing where none was kept.
  OpenCall Take(const MYSQL& handle) noexcept {
    return count_.IsZero() ? OpenCall() : TakeFound(handle);
  }
  // Ends what was kept, as a success: nothing else was seen of it. What is still in flight, or has
  // more of it awaited, is abandoned.
  void EndOld(const MYSQL& handle) noexcept {
    if (!count_.IsZero()) EndFound(handle);
  }
  // What is in flight on this connection; null: nothing. It stays where it is: one thread uses a
  // handle at a time.
  OpenCall* FindInFlight(const MYSQL& handle) noexcept;
  // REQUIRES: the call that ended now is the one that was kept: the handle may have another
  // connection by now.
  OpenCall TakeInFlight(const MYSQL& handle) noexcept;
  // What was kept waits for more of its answer.
  void Await(const MYSQL& handle) noexcept;
  bool Has(const MYSQL& handle) noexcept;
  // Of what was kept; nothing where nothing was.
  std::optional<opentelemetry::context::Context> ContextOf(const MYSQL& handle) noexcept;

 private:
  struct Entry {
    unsigned long connection;
    OpenCall call;
  };

  [[gnu::cold]] void EndFound(const MYSQL& handle) noexcept;
  OpenCall TakeFound(const MYSQL& handle, bool any_connection = false) noexcept;

  std::mutex mutex_;
  std::unordered_map<const MYSQL*, Entry> entries_;
  KeptCount& count_;
};

OpenCallTable& OpenCalls() noexcept;
OpenCallTable& OpenTransactions() noexcept;

}  // namespace otelwrap::mysql
