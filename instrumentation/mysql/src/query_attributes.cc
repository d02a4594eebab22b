// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "query_attributes.h"

#include <otelwrap/mysql/query_attributes.h>

#ifdef MARIADB_PACKAGE_VERSION_ID

namespace otelwrap::mysql {

bool KnowsQueryAttributes(const MYSQL& /*handle*/) noexcept { return false; }

void BindTraceContext(MYSQL* /*handle*/, const TraceHeaders& /*headers*/) noexcept {}

}  // namespace otelwrap::mysql

#else

#include <otelwrap/common/never_destroyed.h>

#include <exception>
#include <mutex>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "library.h"

namespace otelwrap::mysql {
namespace {

struct Bound {
  unsigned long connection = 0;
  std::vector<MYSQL_BIND> binds;
  std::vector<std::string> names;
};

// What the users bound for the next query of each handle; bounded, as all that is kept by handle.
class BoundTable {
 public:
  void Keep(const MYSQL& handle, Bound&& bound) {
    constexpr size_t kMaxEntries = 1024;
    const std::lock_guard<std::mutex> lock(mutex_);
    if (bound.binds.empty() || entries_.size() >= kMaxEntries) {
      entries_.erase(&handle);
    } else {
      entries_[&handle] = std::move(bound);
    }
  }

  Bound Take(const MYSQL& handle) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto at = entries_.find(&handle);
    if (at == entries_.end()) return {};
    Bound found = std::move(at->second);
    entries_.erase(at);
    return found.connection == handle.thread_id ? std::move(found) : Bound();
  }

 private:
  std::mutex mutex_;
  std::unordered_map<const MYSQL*, Bound> entries_;
};

BoundTable& AllBound() noexcept {
  static common::NeverDestroyed<BoundTable> table;
  return table.get();
}

// The library reads it only.
MYSQL_BIND TextBind(std::string_view text) noexcept {
  MYSQL_BIND bind{};
  bind.buffer_type = MYSQL_TYPE_STRING;
  bind.buffer = const_cast<char*>(text.data());
  bind.buffer_length = static_cast<unsigned long>(text.size());
  return bind;
}

}  // namespace

bool KnowsQueryAttributes(const MYSQL& handle) noexcept {
  constexpr unsigned long kCapability = 1UL << 27U;
  return (handle.server_capabilities & kCapability) != 0;
}

bool BindParam(MYSQL* handle, unsigned count, MYSQL_BIND* binds, const char** names) noexcept {
  if (handle == nullptr) return true;
  const bool failed = ActiveLibrary().bind_param(handle, count, binds, names);
  if (failed) return true;
  try {
    Bound bound;
    bound.connection = handle->thread_id;
    for (unsigned i = 0; i < count; ++i) {
      bound.binds.push_back(binds[i]);
      bound.names.emplace_back(names != nullptr && names[i] != nullptr ? names[i] : "");
    }
    AllBound().Keep(*handle, std::move(bound));
  } catch (const std::exception&) {
    return false;  // bound as the library has it; the trace context will replace it
  }
  return false;
}

void BindTraceContext(MYSQL* handle, const TraceHeaders& headers) noexcept {
  if (!KnowsQueryAttributes(*handle)) return;
  try {
    Bound bound = AllBound().Take(*handle);
    if (headers.traceparent().empty()) return;
    bound.binds.push_back(TextBind(headers.traceparent()));
    bound.names.emplace_back("traceparent");
    if (!headers.tracestate().empty()) {
      bound.binds.push_back(TextBind(headers.tracestate()));
      bound.names.emplace_back("tracestate");
    }
    std::vector<const char*> names;
    names.reserve(bound.names.size());
    for (const std::string& name : bound.names) names.push_back(name.c_str());
    ActiveLibrary().bind_param(handle, static_cast<unsigned>(names.size()), bound.binds.data(),
                               names.data());
  } catch (const std::exception&) {
    return;
  }
}

}  // namespace otelwrap::mysql

#endif
