// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "peer.h"

#include <array>
#include <cstdint>

#include "library.h"

namespace otelwrap::mysql {
namespace {

constexpr std::string_view kMySql = "mysql";
constexpr std::string_view kMariaDb = "mariadb";
constexpr unsigned int kDefaultPort = 3306;
constexpr unsigned int kNoBackslashEscapes = 512;  // of the server's status, on both
constexpr unsigned int kAnsiQuotes = 32768;        // MariaDB's only

struct Remembered {
  const MYSQL* handle = nullptr;
  const Instrumentation* instrumentation = nullptr;
  const char* server_version = nullptr;
  unsigned long thread_id = 0;
  unsigned int port = 0;
  Peer peer;
};

std::string_view View(const char* text) noexcept {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

std::string_view AddressOf(const MYSQL& handle) noexcept {
  return handle.unix_socket != nullptr ? View(handle.unix_socket) : View(handle.host);
}

bool IsSame(const Remembered& known, const Instrumentation& instrumentation,
            const MYSQL& handle) noexcept {
  return known.handle == &handle && known.instrumentation == &instrumentation &&
         known.thread_id == handle.thread_id && known.server_version == handle.server_version &&
         known.port == handle.port && known.peer.target != nullptr &&
         known.peer.target->address() == AddressOf(handle);
}

}  // namespace

std::string_view SystemOf(const char* server_version) noexcept {
  if (server_version == nullptr) return kIsMariaDbConnector ? kMariaDb : kMySql;
  return View(server_version).find("MariaDB") != std::string_view::npos ? kMariaDb : kMySql;
}

Peer MakePeer(const Instrumentation& instrumentation, std::string_view system,
              std::string_view host, unsigned int port, std::string_view unix_socket) noexcept {
  Peer peer;
  peer.system = system;
  peer.unix_socket = !unix_socket.empty();
  const std::string_view address = peer.unix_socket ? unix_socket : host;
  if (address.empty()) return peer;
  const bool shows_port = !peer.unix_socket && port != kDefaultPort;
  peer.target = common::Target::Make(instrumentation.options(), address, shows_port ? port : 0);
  return peer;
}

const Peer& PeerOf(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  constexpr size_t kSlots = 16;
  thread_local std::array<Remembered, kSlots> table;
  Remembered& known = table[(reinterpret_cast<uintptr_t>(handle) >> 6U) % kSlots];
  if (!IsSame(known, instrumentation, *handle)) {
    known.handle = handle;
    known.instrumentation = &instrumentation;
    known.server_version = handle->server_version;
    known.thread_id = handle->thread_id;
    known.port = handle->port;
    known.peer = MakePeer(instrumentation, SystemOf(handle->server_version), View(handle->host),
                          handle->port, View(handle->unix_socket));
  }
  return known.peer;
}

SqlDialect DialectOf(const Instrumentation& instrumentation, const Peer& peer,
                     MYSQL* handle) noexcept {
  SqlDialect dialect;
  const unsigned int status = handle->server_status;
  dialect.ansi_quotes = instrumentation.ansi_quotes();
  if (!dialect.ansi_quotes.has_value() && kIsMariaDbConnector && peer.system == kMariaDb) {
    dialect.ansi_quotes = (status & kAnsiQuotes) != 0;
  }
  dialect.no_backslash_escapes = (status & kNoBackslashEscapes) != 0;
  if (handle->charset != nullptr) dialect.charset = View(::mysql_character_set_name(handle));
  return dialect;
}

}  // namespace otelwrap::mysql
