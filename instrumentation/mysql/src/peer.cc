// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "peer.h"

#include <array>
#include <cstdint>

#include "ascii.h"
#include "library.h"
#include "session_charset.h"

namespace otelwrap::mysql {
namespace {

constexpr std::string_view kMySql = "mysql";
constexpr std::string_view kMariaDb = "mariadb";
constexpr unsigned int kNoBackslashEscapes = 512;  // of the server's status, on both
constexpr unsigned int kAnsiQuotes = 32768;        // MariaDB's only

struct alignas(64) Remembered {
  const MYSQL* handle = nullptr;
  uint64_t instrumentation = 0;  // its number
  const char* server_version = nullptr;
  unsigned long thread_id = 0;
  unsigned int port = 0;
  KnownHandle known;
};

std::string_view View(const char* text) noexcept {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

constexpr size_t kSlots = 16;

[[gnu::cold]] [[gnu::noinline]] Remembered* MakeTable() noexcept {
  thread_local std::array<Remembered, kSlots> table;
  return table.data();
}

[[gnu::hot]] inline Remembered& SlotOf(const MYSQL* handle) noexcept {
  thread_local Remembered* table = nullptr;
  if (table == nullptr) table = MakeTable();
  return table[(reinterpret_cast<uintptr_t>(handle) >> 6U) % kSlots];
}

[[gnu::hot]] bool IsSame(const Remembered& slot, const Instrumentation& instrumentation,
                         const MYSQL& handle) noexcept {
  return slot.handle == &handle && slot.instrumentation == instrumentation.number() &&
         slot.thread_id == handle.thread_id && slot.server_version == handle.server_version &&
         slot.port == handle.port && slot.known.peer.target != nullptr &&
         SameText(slot.known.peer.target->address(),
                  handle.unix_socket != nullptr ? handle.unix_socket : handle.host);
}

[[gnu::cold]] [[gnu::noinline]] void LookAgain(Remembered& slot,
                                               const Instrumentation& instrumentation,
                                               const MYSQL* handle) noexcept {
  slot.handle = handle;
  slot.instrumentation = instrumentation.number();
  slot.server_version = handle->server_version;
  slot.thread_id = handle->thread_id;
  slot.port = handle->port;
  slot.known.reading = {};
  slot.known.peer = MakePeer(instrumentation, SystemOf(handle->server_version), View(handle->host),
                             handle->port, View(handle->unix_socket));
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

bool IsKnownTo(const Instrumentation& instrumentation, const MYSQL& handle) noexcept {
  return IsSame(SlotOf(&handle), instrumentation, handle);
}

[[gnu::hot]] KnownHandle& KnownOf(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  Remembered& slot = SlotOf(handle);
  if (!IsSame(slot, instrumentation, *handle)) LookAgain(slot, instrumentation, handle);
  return slot.known;
}

std::string_view CharsetName::Of(MYSQL* handle) noexcept {
  if (charset_ != handle->charset) {
    const std::string_view name = View(::mysql_character_set_name(handle));
    name_.Assign(name.size() <= kMaxName ? name : std::string_view());
    charset_ = handle->charset;
  }
  return name_.view();
}

[[gnu::hot]] Reading ReadingOf(const MYSQL& handle, bool shows_literals) noexcept {
  return {handle.charset, handle.server_status & (kNoBackslashEscapes | kAnsiQuotes),
          shows_literals, true};
}

SqlDialect DialectOf(const Instrumentation& instrumentation, KnownHandle& known,
                     MYSQL* handle) noexcept {
  SqlDialect dialect;
  const unsigned int status = handle->server_status;
  dialect.ansi_quotes = instrumentation.settings().ansi_quotes;
  if (!dialect.ansi_quotes.has_value() && kIsMariaDbConnector && known.peer.system == kMariaDb) {
    dialect.ansi_quotes = (status & kAnsiQuotes) != 0;
  }
  dialect.no_backslash_escapes = (status & kNoBackslashEscapes) != 0;
  if (handle->charset != nullptr && IsCharsetKnown(handle)) {
    dialect.charset = known.charset.Of(handle);
  }
  return dialect;
}

}  // namespace otelwrap::mysql
