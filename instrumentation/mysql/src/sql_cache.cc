// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/mysql/sql_cache.h>

#include <algorithm>
#include <cstring>
#include <exception>
#include <new>

#include "ascii.h"
#include "charset.h"
#include "sanitize.h"

namespace otelwrap::mysql {
namespace {

constexpr uint64_t kFactor = 0x9E3779B97F4A7C15U;

uint64_t Load(const char* at) noexcept {
  uint64_t bytes = 0;
  std::memcpy(&bytes, at, sizeof bytes);
  return bytes;
}

constexpr uint64_t Mix(uint64_t hash, uint64_t bytes) noexcept {
  hash = (hash ^ bytes) * kFactor;
  return hash ^ (hash >> 32U);
}

// Two lanes, so that one multiplication need not wait for the other. It need not stand up to an
// adversary: the bytes are compared, and a slot holds one statement.
[[gnu::hot]] inline uint64_t HashOf(std::string_view text) noexcept {
  constexpr size_t kWord = sizeof(uint64_t);
  uint64_t first = text.size();
  uint64_t second = kFactor;
  const char* at = text.data();
  size_t left = text.size();
  for (; left > 2 * kWord; left -= 2 * kWord, at += 2 * kWord) {
    first = Mix(first, Load(at));
    second = Mix(second, Load(at + kWord));
  }
  char rest[2 * kWord] = {};
  std::memcpy(rest, at, left);
  return Mix(Mix(first, Load(rest)), Mix(second, Load(rest + kWord)));
}

}  // namespace

void SqlCache::ForgetWhereDifferent(const SqlDialect& dialect, const SanitizeOptions& options,
                                    bool raw) noexcept {
  const bool same = dialect.ansi_quotes == dialect_.ansi_quotes &&
                    dialect.no_backslash_escapes == dialect_.no_backslash_escapes &&
                    SameBytes(dialect.charset, dialect_.charset) &&
                    options.max_bytes == options_.max_bytes &&
                    options.collapse_lists == options_.collapse_lists && raw == raw_;
  if (same) return;
  dialect_ = dialect;
  const size_t size = std::min(dialect.charset.size(), charset_.size());
  std::copy_n(dialect.charset.data(), size, charset_.data());
  dialect_.charset = {charset_.data(), size};
  options_ = options;
  raw_ = raw;
  if (entries_ == nullptr) return;
  for (Entry& entry : *entries_) entry.key.clear();
}

[[gnu::hot]] const SqlDescription* SqlCache::Find(std::string_view text) const noexcept {
  if (entries_ == nullptr || text.empty() || text.size() > kMaxKeyBytes) return nullptr;
  const uint64_t hash = HashOf(text);
  const Entry& entry = (*entries_)[hash % kEntries];
  return entry.hash == hash && SameBytes(entry.key, text) ? &entry.description : nullptr;
}

const SqlDescription& SqlCache::Describe(std::string_view text, const SqlDialect& dialect,
                                         const SanitizeOptions& options, bool raw) noexcept {
  ForgetWhereDifferent(dialect, options, raw);
  if (const SqlDescription* seen = Find(text)) return *seen;
  if (text.empty() || text.size() > kMaxKeyBytes) return Read(text, other_);
  if (entries_ == nullptr) entries_.reset(new (std::nothrow) std::array<Entry, kEntries>);
  if (entries_ == nullptr) return Read(text, other_);
  const uint64_t hash = HashOf(text);
  Entry& entry = (*entries_)[hash % kEntries];
  try {
    entry.key.assign(text.data(), text.size());
  } catch (const std::exception&) {
    entry.key.clear();
    return Read(text, other_);
  }
  entry.hash = hash;
  return Read(text, entry.description);
}

const SqlDescription& SqlCache::Read(std::string_view text, SqlDescription& out) noexcept {
  ++misses_;
  const Literals literals = raw_ ? Literals::kShown : Literals::kMasked;
  WriteQueryText(text, dialect_, literals, options_, out.text, {&out.summary, &out.several});
  out.may_set_charset = MaySetCharset(text);
  return out;
}

}  // namespace otelwrap::mysql
