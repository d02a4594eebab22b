// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/mysql/session.h>

#include <string_view>
#include <utility>

#include "connect.h"
#include "fetches.h"
#include "library.h"
#include "session_charset.h"
#include "traced_call.h"

namespace otelwrap::mysql {
namespace {

std::string_view View(const char* text) noexcept {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

// `call` is the library's, and gives 0 for a success.
template <class LibraryCall>
auto Traced(const Instrumentation& instrumentation, MYSQL* handle, const Command& command,
            bool wanted, LibraryCall call) noexcept {
  if (!common::Enabled(common::Component::kMysql)) return call();
  common::Operation operation;
  if (wanted) {
    operation = StartCommand(instrumentation, handle, command, nullptr);
  } else {
    EndOldFetch(*handle);
    OpenCalls().EndOld(*handle);
  }
  const auto result = call();
  FinishCommand(instrumentation, handle, std::move(operation), result != 0);
  return result;
}

}  // namespace

MYSQL* RealConnect(const Instrumentation& instrumentation, MYSQL* handle, const char* host,
                   const char* user, const char* password, const char* database, unsigned int port,
                   const char* unix_socket, unsigned long client_flags) noexcept {
  if (handle == nullptr) return nullptr;
  const Peer peer = PeerToBe(instrumentation, View(host), port, View(unix_socket));
  Opened opened;
  return TracedConnect(instrumentation, handle, peer,
                       {host, user, password, database, port, unix_socket, client_flags}, opened);
}

MYSQL* RealConnect(MYSQL* handle, const char* host, const char* user, const char* password,
                   const char* database, unsigned int port, const char* unix_socket,
                   unsigned long client_flags) noexcept {
  return RealConnect(Default(), handle, host, user, password, database, port, unix_socket,
                     client_flags);
}

void Close(MYSQL* handle) noexcept {
  if (handle == nullptr) return;
  EndAllOf(*handle);
  TrustCharset(*handle);
  ActiveLibrary().close(handle);
}

bool ChangeUser(const Instrumentation& instrumentation, MYSQL* handle, const char* user,
                const char* password, const char* database) noexcept {
  if (handle == nullptr) return true;
  return Traced(instrumentation, handle, {"change_user", View(database), {}},
                instrumentation.settings().connect, [&]() noexcept -> bool {
                  TrustCharset(*handle);  // it is told to the server again
                  return ActiveLibrary().change_user(handle, user, password, database) != 0;
                });
}

bool ChangeUser(MYSQL* handle, const char* user, const char* password,
                const char* database) noexcept {
  return ChangeUser(Default(), handle, user, password, database);
}

int ResetConnection(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  if (handle == nullptr) return 1;
  return Traced(instrumentation, handle, {"reset_connection", {}, {}},
                instrumentation.settings().connect, [&]() noexcept {
                  DoubtCharset(*handle);
                  return ActiveLibrary().reset_connection(handle);
                });
}

int ResetConnection(MYSQL* handle) noexcept { return ResetConnection(Default(), handle); }

int SelectDb(const Instrumentation& instrumentation, MYSQL* handle, const char* database) noexcept {
  if (handle == nullptr) return 1;
  return Traced(instrumentation, handle, {"select_db", View(database), {}}, true,
                [&]() noexcept { return ActiveLibrary().select_db(handle, database); });
}

int SelectDb(MYSQL* handle, const char* database) noexcept {
  return SelectDb(Default(), handle, database);
}

int Ping(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  if (handle == nullptr) return 1;
  return Traced(instrumentation, handle, {"ping", {}, {}}, instrumentation.settings().ping,
                [&]() noexcept { return ActiveLibrary().ping(handle); });
}

int Ping(MYSQL* handle) noexcept { return Ping(Default(), handle); }

bool Commit(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  if (handle == nullptr) return true;
  return Traced(instrumentation, handle, {"commit", {}, {}}, true,
                [&]() noexcept -> bool { return ActiveLibrary().commit(handle) != 0; });
}

bool Commit(MYSQL* handle) noexcept { return Commit(Default(), handle); }

bool Rollback(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  if (handle == nullptr) return true;
  return Traced(instrumentation, handle, {"rollback", {}, {}}, true,
                [&]() noexcept -> bool { return ActiveLibrary().rollback(handle) != 0; });
}

bool Rollback(MYSQL* handle) noexcept { return Rollback(Default(), handle); }

bool Autocommit(const Instrumentation& instrumentation, MYSQL* handle, bool on) noexcept {
  if (handle == nullptr) return true;
  return Traced(instrumentation, handle, {"autocommit", {}, {}}, true,
                [&]() noexcept -> bool { return ActiveLibrary().autocommit(handle, on) != 0; });
}

bool Autocommit(MYSQL* handle, bool on) noexcept { return Autocommit(Default(), handle, on); }

}  // namespace otelwrap::mysql
