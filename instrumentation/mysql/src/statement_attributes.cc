// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "statement_attributes.h"

#include "library.h"

#ifdef MARIADB_PACKAGE_VERSION_ID

namespace otelwrap::mysql {

// As many as the statement has, or the library would read behind the end.
bool BindParameters(const Instrumentation& /*instrumentation*/, MYSQL_STMT* statement,
                    MYSQL_BIND* binds, unsigned count, const char** /*names*/) noexcept {
  if (count < ::mysql_stmt_param_count(statement)) return true;
  return ActiveLibrary().stmt_bind_param(statement, binds) != 0;
}

void ForgetAttributes(const MYSQL_STMT* /*statement*/) noexcept {}

void SentAttributes::Fill(MYSQL_STMT* /*statement*/,
                          const common::Operation& /*operation*/) noexcept {}

void SentAttributes::Clear() noexcept {}

}  // namespace otelwrap::mysql

#else

#include <otelwrap/common/never_destroyed.h>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <exception>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "query_attributes.h"
#include "trace_headers.h"

namespace otelwrap::mysql {

// What the library points to. NULL but for the time of an execution.
class StatementTraceContext {
 public:
  void Set(const TraceHeaders& headers) noexcept {
    traceparent_.Set(headers.traceparent());
    tracestate_.Set(headers.tracestate());
  }
  void Clear() noexcept { traceparent_.is_null = tracestate_.is_null = true; }

  void AppendTo(std::vector<MYSQL_BIND>& binds, std::vector<const char*>& names) {
    binds.push_back(traceparent_.Bind());
    names.push_back("traceparent");
    binds.push_back(tracestate_.Bind());
    names.push_back("tracestate");
  }

 private:
  template <size_t Size>
  struct Value {
    void Set(std::string_view value) noexcept {
      is_null = value.empty() || value.size() > Size;
      length = is_null ? 0 : static_cast<unsigned long>(value.size());
      if (!is_null) std::memcpy(text.data(), value.data(), value.size());
    }
    MYSQL_BIND Bind() noexcept {
      MYSQL_BIND bind{};
      bind.buffer_type = MYSQL_TYPE_STRING;
      bind.buffer = text.data();
      bind.buffer_length = static_cast<unsigned long>(Size);
      bind.length = &length;
      bind.is_null = &is_null;
      return bind;
    }

    std::array<char, Size> text{};
    unsigned long length = 0;
    bool is_null = true;
  };

  Value<TraceHeaders::kMaxTraceparent> traceparent_;
  Value<TraceHeaders::kMaxTracestate> tracestate_;
};

namespace {

// The library may point into an entry as long as its statement is open, which only StmtClose tells:
// nothing is thrown out to make room.
class TraceContexts {
 public:
  // Null where there is none and no room for it.
  StatementTraceContext* FindOrMake(const MYSQL_STMT* statement) {
    constexpr size_t kMaxEntries = 1024;
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto at = entries_.find(statement);
    if (at != entries_.end()) return at->second.get();
    if (entries_.size() >= kMaxEntries) return nullptr;
    auto made = std::make_unique<StatementTraceContext>();
    StatementTraceContext* context = made.get();
    entries_.emplace(statement, std::move(made));
    size_.store(entries_.size(), std::memory_order_relaxed);
    return context;
  }

  StatementTraceContext* Find(const MYSQL_STMT* statement) noexcept {
    if (size_.load(std::memory_order_relaxed) == 0) return nullptr;
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto at = entries_.find(statement);
    return at != entries_.end() ? at->second.get() : nullptr;
  }

  void Forget(const MYSQL_STMT* statement) noexcept {
    if (size_.load(std::memory_order_relaxed) == 0) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    entries_.erase(statement);
    size_.store(entries_.size(), std::memory_order_relaxed);
  }

 private:
  std::mutex mutex_;
  std::unordered_map<const MYSQL_STMT*, std::unique_ptr<StatementTraceContext>> entries_;
  std::atomic<size_t> size_{0};
};

TraceContexts& AllTraceContexts() noexcept {
  static common::NeverDestroyed<TraceContexts> contexts;
  return contexts.get();
}

// Null where there is to be none: as the library has it.
StatementTraceContext* WantedContext(const Instrumentation& instrumentation,
                                     const MYSQL_STMT& statement) {
  const bool wanted = instrumentation.settings().query_attributes && statement.mysql != nullptr &&
                      KnowsQueryAttributes(*statement.mysql);
  return wanted ? AllTraceContexts().FindOrMake(&statement) : nullptr;
}

bool BindBeside(StatementTraceContext& context, MYSQL_STMT* statement, const MYSQL_BIND* binds,
                unsigned count, const char** names) {
  std::vector<MYSQL_BIND> all(binds, binds + count);
  std::vector<const char*> all_names;
  for (unsigned i = 0; i < count; ++i) {
    all_names.push_back(names != nullptr ? names[i] : nullptr);
  }
  context.AppendTo(all, all_names);
  return ActiveLibrary().stmt_bind_param(statement, all.data(), static_cast<unsigned>(all.size()),
                                         all_names.data());
}

}  // namespace

bool BindParameters(const Instrumentation& instrumentation, MYSQL_STMT* statement,
                    MYSQL_BIND* binds, unsigned count, const char** names) noexcept {
  // Too few is the library's to refuse.
  const bool enough = count >= ::mysql_stmt_param_count(statement);
  try {
    StatementTraceContext* context = enough ? WantedContext(instrumentation, *statement) : nullptr;
    if (context != nullptr) return BindBeside(*context, statement, binds, count, names);
  } catch (const std::exception&) {
    return ActiveLibrary().stmt_bind_param(statement, binds, count, names);
  }
  return ActiveLibrary().stmt_bind_param(statement, binds, count, names);
}

void ForgetAttributes(const MYSQL_STMT* statement) noexcept {
  AllTraceContexts().Forget(statement);
}

void SentAttributes::Fill(MYSQL_STMT* statement, const common::Operation& operation) noexcept {
  if (statement->mysql == nullptr || !KnowsQueryAttributes(*statement->mysql)) return;
  TraceContexts& contexts = AllTraceContexts();
  try {
    if (statement->param_count == 0 && !statement->bind_param_done) {
      // Nobody will bind anything to it.
      StatementTraceContext* context = contexts.FindOrMake(statement);
      if (context == nullptr || BindBeside(*context, statement, nullptr, 0, nullptr)) return;
    }
  } catch (const std::exception&) {
    return;
  }
  filled_ = contexts.Find(statement);
  if (filled_ != nullptr) filled_->Set(TraceHeaders(operation));
}

void SentAttributes::Clear() noexcept { filled_->Clear(); }

}  // namespace otelwrap::mysql

#endif
