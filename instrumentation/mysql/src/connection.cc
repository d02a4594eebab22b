// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/connection.h>
#include <otelwrap/mysql/session.h>

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
  Opened opened;
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
  if (memory_ != nullptr && !memory_->opened.pool.empty()) {
    RecordUseTime(instrumentation(), memory_->opened.at, memory_->opened.pool);
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
  Peer peer = PeerToBe(ours, options.host, options.port, options.unix_socket);
  Opened opened;
  const bool connected =
      TracedConnect(ours, handle_, peer,
                    {OrNull(options.host), OrNull(options.user), options.password.c_str(),
                     OrNull(options.database), options.port, OrNull(options.unix_socket),
                     options.client_flags},
                    opened) != nullptr;
  memory_.reset(new (std::nothrow) Memory{std::move(peer), std::move(opened)});
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
