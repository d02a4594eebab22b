// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/connection.h>
#include <otelwrap/mysql/session.h>

#include <chrono>
#include <new>
#include <utility>

#include "connect.h"
#include "connection_times.h"
#include "library.h"
#include "peer.h"
#include "traced_call.h"

namespace otelwrap::mysql {
namespace {

const char* OrNull(const std::string& text) noexcept {
  return text.empty() ? nullptr : text.c_str();
}

}  // namespace

struct Connection::Memory {
  Peer peer;
  // With Settings::connection_times: since when it is open, and the name of its pool of one.
  std::chrono::steady_clock::time_point opened;
  std::string pool;
};

Connection::Connection(std::shared_ptr<const Instrumentation> instrumentation) noexcept
    : instrumentation_(std::move(instrumentation)), handle_(::mysql_init(nullptr)) {}

Connection::~Connection() { Close(); }

Connection::Connection(Connection&& other) noexcept
    : instrumentation_(std::move(other.instrumentation_)),
      handle_(std::exchange(other.handle_, nullptr)),
      used_(std::exchange(other.used_, false)),
      memory_(std::move(other.memory_)) {}

Connection& Connection::operator=(Connection&& other) noexcept {
  if (this == &other) return *this;
  Close();
  instrumentation_ = std::move(other.instrumentation_);
  handle_ = std::exchange(other.handle_, nullptr);
  used_ = std::exchange(other.used_, false);
  memory_ = std::move(other.memory_);
  return *this;
}

void Connection::Close() noexcept {
  if (handle_ != nullptr) mysql::Close(std::exchange(handle_, nullptr));
  if (memory_ != nullptr && !memory_->pool.empty()) {
    RecordUseTime(instrumentation(), memory_->opened, memory_->pool);
  }
  memory_.reset();
}

const Instrumentation& Connection::instrumentation() const noexcept {
  return instrumentation_ != nullptr ? *instrumentation_ : Default();
}

bool Connection::Connect(const ConnectOptions& options) noexcept {
  if (used_ || handle_ == nullptr) {
    Close();
    handle_ = ::mysql_init(nullptr);
    if (handle_ == nullptr) return false;
  }
  used_ = true;
  const Instrumentation& ours = instrumentation();
  EndAllOf(*handle_);  // of another one that was at this address
  Peer peer = PeerToBe(ours, options.host, options.port, options.unix_socket);
  common::Operation operation;
  if (ours.settings().connect) {
    operation = StartCommand(ours, handle_, {"connect", options.database, {}}, &peer);
  }
  const Library& library = ActiveLibrary();
  AddConnectionAttributes(ours, handle_);
  const auto start = std::chrono::steady_clock::now();
  const bool connected =
      library.real_connect(handle_, OrNull(options.host), OrNull(options.user),
                           options.password.c_str(), OrNull(options.database), options.port,
                           OrNull(options.unix_socket), options.client_flags) != nullptr;
  FinishCommand(ours, handle_, std::move(operation), !connected);
  memory_.reset(new (std::nothrow) Memory{std::move(peer), {}, {}});
  if (connected && memory_ != nullptr && ours.settings().connection_times) {
    memory_->opened = std::chrono::steady_clock::now();
    memory_->pool = PoolNameOf(memory_->peer, options.database);
    RecordCreateTime(ours, memory_->opened - start, memory_->pool);
  }
  return connected;
}

int Connection::Query(std::string_view sql) noexcept {
  if (handle_ == nullptr) return 1;
  if (!common::Enabled(common::Component::kMysql)) {
    return ActiveLibrary().real_query(handle_, sql.data(), sql.size());
  }
  return TracedRealQuery(instrumentation(), handle_, sql,
                         memory_ != nullptr ? &memory_->peer : nullptr);
}

const char* Connection::Error() const noexcept {
  return handle_ != nullptr ? ::mysql_error(handle_) : "out of memory";
}

unsigned int Connection::ErrorNumber() const noexcept {
  constexpr unsigned int kOutOfMemory = 2008;  // CR_OUT_OF_MEMORY
  return handle_ != nullptr ? ::mysql_errno(handle_) : kOutOfMemory;
}

}  // namespace otelwrap::mysql
