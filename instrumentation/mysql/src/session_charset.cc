// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "session_charset.h"

#include <otelwrap/common/never_destroyed.h>

#include <cstddef>
#include <exception>
#include <mutex>
#include <unordered_map>

namespace otelwrap::mysql {
namespace {

constexpr std::string_view kVariable = "character_set_client";

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

void DoubtCharset(const MYSQL& handle) noexcept { Doubts().Add(handle); }

void TrustCharset(const MYSQL& handle) noexcept {
  if (!kept_by_handle.doubts.IsZero()) Doubts().Remove(handle);
}

bool IsSettled(MYSQL* handle) noexcept { return !Doubts().Has(handle); }

}  // namespace otelwrap::mysql
