// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "session_charset.h"

#include <otelwrap/common/never_destroyed.h>

#include <cstddef>
#include <cstring>
#include <exception>
#include <mutex>
#include <unordered_map>

#include "ascii.h"

namespace otelwrap::mysql {
namespace {

constexpr std::string_view kVariable = "character_set_client";

// Whether there may be a SET in it: at its beginning, prepared, behind a comment, or in what
// follows.
[[gnu::hot]] bool MaySet(std::string_view sql) noexcept {
  constexpr std::string_view kVerbs[] = {"set", "exe", "pre"};
  size_t begin = 0;
  while (begin < sql.size() && IsBlank(sql[begin])) ++begin;
  const std::string_view verb = sql.substr(begin, kVerbs[0].size());
  const bool is_word = !verb.empty() && Lower(verb.front()) >= 'a' && Lower(verb.front()) <= 'z';
  if (!is_word || IsAnyOf(verb, kVerbs)) return true;
  return std::memchr(sql.data(), ';', sql.size()) != nullptr;
}

// NAMES, CHARACTER SET, CHARSET, character_set_client: in whatever it stands, a string too.
bool Mentions(std::string_view sql) noexcept {
  constexpr std::string_view kNames = "names";
  constexpr std::string_view kChar = "char";
  for (size_t i = 0; i < sql.size(); ++i) {
    const char letter = Lower(sql[i]);
    if (letter == 'n' && EqualsNoCase(sql.substr(i, kNames.size()), kNames)) return true;
    if (letter == 'c' && EqualsNoCase(sql.substr(i, kChar.size()), kChar)) return true;
  }
  return false;
}

// Whether the server's last answer said which it is now; the library took it over then.
bool HasServerTold(MYSQL* handle) noexcept {
  const char* data = nullptr;
  size_t size = 0;
  int rest = ::mysql_session_track_get_first(handle, SESSION_TRACK_SYSTEM_VARIABLES, &data, &size);
  for (; rest == 0; rest = ::mysql_session_track_get_next(handle, SESSION_TRACK_SYSTEM_VARIABLES,
                                                          &data, &size)) {
    if (std::string_view(data, size) == kVariable) return true;
  }
  return false;
}

struct Doubt {
  unsigned long connection = 0;
  const void* charset = nullptr;  // the library's, by then
  bool answered = false;          // the server was asked, and did not tell
};

class DoubtTable {
 public:
  void Add(const MYSQL& handle) noexcept {
    constexpr size_t kMaxEntries = 1024;
    const std::lock_guard<std::mutex> lock(mutex_);
    try {
      if (doubts_.size() < kMaxEntries || doubts_.count(&handle) != 0) {
        doubts_[&handle] = {handle.thread_id, handle.charset, false};
      } else {
        doubts_all_ = true;
      }
    } catch (const std::exception&) {
      doubts_all_ = true;
    }
    UpdateSize();
  }

  void Remove(const MYSQL& handle) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    doubts_.erase(&handle);
    UpdateSize();
  }

  bool Has(MYSQL* handle) noexcept {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto at = doubts_.find(handle);
    if (at == doubts_.end()) return doubts_all_;
    Doubt& doubt = at->second;
    const bool settled = doubt.connection != handle->thread_id ||
                         doubt.charset != handle->charset ||
                         (!doubt.answered && HasServerTold(handle));
    doubt.answered = true;
    if (!settled) return true;
    doubts_.erase(at);
    UpdateSize();
    return doubts_all_;
  }

 private:
  void UpdateSize() noexcept { kept_by_handle.doubts.Set(doubts_.size() + (doubts_all_ ? 1 : 0)); }

  std::mutex mutex_;
  std::unordered_map<const MYSQL*, Doubt> doubts_;
  bool doubts_all_ = false;
};

DoubtTable& Doubts() noexcept {
  static common::NeverDestroyed<DoubtTable> table;
  return table.get();
}

}  // namespace

[[gnu::hot]] void WatchCharset(const MYSQL& handle, std::string_view sql) noexcept {
  if (MaySet(sql) && Mentions(sql)) Doubts().Add(handle);
}

void DoubtCharset(const MYSQL& handle) noexcept { Doubts().Add(handle); }

void TrustCharset(const MYSQL& handle) noexcept {
  if (!kept_by_handle.doubts.IsZero()) Doubts().Remove(handle);
}

bool IsSettled(MYSQL* handle) noexcept { return !Doubts().Has(handle); }

}  // namespace otelwrap::mysql
