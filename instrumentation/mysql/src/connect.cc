// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "connect.h"

#include <otelwrap/common/switches.h>

#include <utility>

#include "connection_times.h"
#include "library.h"
#include "traced_call.h"

namespace otelwrap::mysql {
namespace {

std::string_view View(const char* text) noexcept {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

}  // namespace

Peer PeerToBe(const Instrumentation& instrumentation, std::string_view host, unsigned int port,
              std::string_view unix_socket) noexcept {
  const bool local = host.empty() || host == "localhost";
  return MakePeer(instrumentation, SystemOf(nullptr), host.empty() ? "localhost" : host,
                  port == 0 ? kDefaultPort : port, local ? unix_socket : std::string_view());
}

void AddConnectionAttributes(const Instrumentation& instrumentation, MYSQL* handle) noexcept {
  if (!common::Enabled(common::Component::kMysql)) return;
  for (const auto& [key, value] : instrumentation.settings().connection_attributes) {
    ::mysql_options(handle, MYSQL_OPT_CONNECT_ATTR_DELETE, key.c_str());
    ActiveLibrary().options4(handle, MYSQL_OPT_CONNECT_ATTR_ADD, key.c_str(), value.c_str());
  }
}

MYSQL* TracedConnect(const Instrumentation& instrumentation, MYSQL* handle, const Peer& peer,
                     const ConnectArguments& to, Opened& opened) noexcept {
  EndAllOf(*handle);  // of another one that was at this address
  common::Operation operation;
  if (instrumentation.settings().connect) {
    operation = StartCommand(instrumentation, handle, {"connect", View(to.database), {}}, &peer);
  }
  AddConnectionAttributes(instrumentation, handle);
  const auto start = std::chrono::steady_clock::now();
  MYSQL* connected = ActiveLibrary().real_connect(
      handle, to.host, to.user, to.password, to.database, to.port, to.unix_socket, to.client_flags);
  opened.at = std::chrono::steady_clock::now();
  FinishCommand(instrumentation, handle, std::move(operation), connected == nullptr);
  if (connected != nullptr && instrumentation.settings().connection_times) {
    opened.pool = PoolNameOf(peer, View(to.database));
    RecordCreateTime(instrumentation, opened.at - start, opened.pool);
  }
  return connected;
}

}  // namespace otelwrap::mysql
