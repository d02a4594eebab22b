// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Remembers the sanitised text and the summary of the statements that were seen lately, for those
// who see the same ones again: a connection's prepared texts, an ORM's.
//
//   SqlCache cache;
//   const SqlDescription& item = cache.Describe("SELECT name FROM item WHERE id = 7", {}, {});
//   Use(item.summary.view(), item.text);
//
// It holds kEntries statements of at most kMaxKeyBytes; longer ones are read each time. A statement
// seen before costs a comparison of its bytes, and no allocation.
//
// Threads: one at a time. Ownership: copies the texts; a description is valid until the next call.
// Errors: nothing throws; without memory the text is empty.

#pragma once

#include <otelwrap/config.h>
#include <otelwrap/mysql/sanitize.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace otelwrap::mysql {

struct SqlDescription {
  std::string text;
  bool several = false;          // several statements, or a CALL: more than one result may come
  bool may_set_charset = false;  // SET NAMES and its like, or what looks so
  QuerySummary summary;
};

class OTELWRAP_API SqlCache {
 public:
  static constexpr size_t kEntries = 16;
  static constexpr size_t kMaxKeyBytes = 512;

  SqlCache() noexcept = default;
  SqlCache(const SqlCache&) = delete;
  SqlCache& operator=(const SqlCache&) = delete;

  // `raw` leaves the literals in, secrets still out.
  const SqlDescription& Describe(std::string_view text, const SqlDialect& dialect,
                                 const SanitizeOptions& options, bool raw = false) noexcept;

  // What it last said of the text, whatever that was read with; null: it is not there.
  const SqlDescription* Find(std::string_view text) const noexcept;

  // How often a statement was not there.
  uint64_t misses() const noexcept { return misses_; }

 private:
  struct Entry {
    uint64_t hash = 0;
    std::string key;  // empty: nothing is remembered here
    SqlDescription description;
  };

  void ForgetWhereDifferent(const SqlDialect& dialect, const SanitizeOptions& options,
                            bool raw) noexcept;
  // As all entries are read.
  const SqlDescription& Read(std::string_view text, SqlDescription& out) noexcept;

  std::unique_ptr<std::array<Entry, kEntries>> entries_;
  // What all entries were read with.
  SqlDialect dialect_;
  std::array<char, 32> charset_{};
  SanitizeOptions options_;
  bool raw_ = false;
  uint64_t misses_ = 0;
  SqlDescription other_;  // of a text that is not kept
};

}  // namespace otelwrap::mysql
