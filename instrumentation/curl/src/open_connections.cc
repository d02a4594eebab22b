// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "open_connections.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <otelwrap/common/never_destroyed.h>
#include <sys/socket.h>

#include <array>
#include <chrono>
#include <exception>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

namespace otelwrap::curl::open_connections {
namespace {

using Clock = std::chrono::steady_clock;

struct Connection {
  uint64_t id = 0;
  // From its first request on.
  const ConnectionInstruments* instruments = nullptr;
  std::shared_ptr<const common::Target> server;
  std::string ends;
  Clock::time_point start;
  int users = 0;

  bool IsEstablished() const noexcept { return instruments != nullptr; }
  ConnectionState State() const noexcept {
    return users > 0 ? ConnectionState::kActive : ConnectionState::kIdle;
  }
};

struct Table {
  std::mutex mutex;
  uint64_t last_id = 0;
  std::unordered_map<curl_socket_t, Connection> connections;
  std::unordered_map<std::string, curl_socket_t> sockets;  // by their ends
};

Table& TheTable() noexcept {
  static common::NeverDestroyed<Table> table;
  return table.get();
}

std::string NameOf(const ConnectionEnds& ends) {
  std::string name(ends.local);
  name += ' ';
  name += std::to_string(ends.local_port);
  name += ' ';
  name += ends.peer;
  name += ' ';
  name += std::to_string(ends.peer_port);
  return name;
}

struct LocalEnd {
  std::array<char, INET6_ADDRSTRLEN> address{};
  int port = 0;
};

// Port 0: it has none.
LocalEnd LocalEndOf(curl_socket_t socket) noexcept {
  LocalEnd end;
  sockaddr_storage name{};
  socklen_t size = sizeof name;
  if (getsockname(socket, reinterpret_cast<sockaddr*>(&name), &size) != 0) return end;
  const void* address = nullptr;
  if (name.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(name);
    address = &v4.sin_addr;
    end.port = ntohs(v4.sin_port);
  } else if (name.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(name);
    address = &v6.sin6_addr;
    end.port = ntohs(v6.sin6_port);
  } else {
    return end;
  }
  if (inet_ntop(name.ss_family, address, end.address.data(), end.address.size()) == nullptr) {
    end.port = 0;
  }
  return end;
}

bool IsLocalEnd(curl_socket_t socket, const ConnectionEnds& ends) noexcept {
  const LocalEnd end = LocalEndOf(socket);
  return end.port == ends.local_port &&
         std::string_view(end.address.data()) == std::string_view(ends.local);
}

// Takes it out. REQUIRES: the lock.
Connection TakeOut(Table& table, curl_socket_t socket) noexcept {
  const auto found = table.connections.find(socket);
  if (found == table.connections.end()) return {};
  Connection connection = std::move(found->second);
  table.connections.erase(found);
  const auto named = table.sockets.find(connection.ends);
  if (named != table.sockets.end() && named->second == socket) table.sockets.erase(named);
  return connection;
}

void TellClosed(const Connection& connection) noexcept {
  if (!connection.IsEstablished()) return;
  connection.instruments->AddOpen(*connection.server, connection.State(), -1);
  connection.instruments->RecordDuration(*connection.server, Clock::now() - connection.start);
}

void TellChange(const ConnectionInstruments& instruments, const common::Target& server,
                ConnectionState to) noexcept {
  const bool active = to == ConnectionState::kActive;
  instruments.AddOpen(server, active ? ConnectionState::kIdle : ConnectionState::kActive, -1);
  instruments.AddOpen(server, to, 1);
}

Connection* Find(Table& table, const Entry& entry) noexcept {
  const auto found = table.connections.find(entry.socket);
  const bool same = found != table.connections.end() && found->second.id == entry.id;
  return same ? &found->second : nullptr;
}

// The one whose users have become some, or none; what is to be told of it.
struct Changed {
  const ConnectionInstruments* instruments = nullptr;
  std::shared_ptr<const common::Target> server;
};

}  // namespace

Entry Opened(curl_socket_t socket) noexcept {
  Table& table = TheTable();
  Connection before;  // one that was closed behind our back
  Entry opened;
  try {
    const std::lock_guard<std::mutex> lock(table.mutex);
    before = TakeOut(table, socket);
    if (table.connections.size() < kMaxConnections) {
      table.connections[socket].id = table.last_id + 1;
      opened = {socket, ++table.last_id};
    }
  } catch (const std::exception&) {
    opened = {};
  }
  TellClosed(before);
  return opened;
}

bool Establish(const Entry& opened, const ConnectionEnds& ends,
               const ConnectionInstruments& instruments,
               std::shared_ptr<const common::Target> server) noexcept {
  Table& table = TheTable();
  try {
    std::string name = NameOf(ends);
    const std::lock_guard<std::mutex> lock(table.mutex);
    Connection* connection = Find(table, opened);
    if (connection == nullptr || connection->IsEstablished()) return false;
    if (!IsLocalEnd(opened.socket, ends)) return false;
    table.sockets[name] = opened.socket;
    connection->ends = std::move(name);
    connection->server = server;
    connection->start = Clock::now();
    connection->users = 1;
    connection->instruments = &instruments;
  } catch (const std::exception&) {
    return false;
  }
  instruments.AddOpen(*server, ConnectionState::kActive, 1);
  return true;
}

Entry Enter(const ConnectionEnds& ends) noexcept {
  Table& table = TheTable();
  Changed changed;
  Entry entered;
  try {
    const std::string name = NameOf(ends);
    const std::lock_guard<std::mutex> lock(table.mutex);
    const auto found = table.sockets.find(name);
    if (found == table.sockets.end()) return {};
    Connection& connection = table.connections.at(found->second);
    entered = {found->second, connection.id};
    if (connection.users++ == 0) changed = {connection.instruments, connection.server};
  } catch (const std::exception&) {
    return {};
  }
  if (changed.instruments != nullptr) {
    TellChange(*changed.instruments, *changed.server, ConnectionState::kActive);
  }
  return entered;
}

void Leave(const Entry& entered) noexcept {
  Table& table = TheTable();
  Changed changed;
  {
    const std::lock_guard<std::mutex> lock(table.mutex);
    Connection* connection = Find(table, entered);
    if (connection == nullptr) return;  // it was closed with the request
    if (--connection->users == 0) changed = {connection->instruments, connection->server};
  }
  if (changed.instruments != nullptr) {
    TellChange(*changed.instruments, *changed.server, ConnectionState::kIdle);
  }
}

void Closed(curl_socket_t socket) noexcept {
  Table& table = TheTable();
  Connection connection;
  {
    const std::lock_guard<std::mutex> lock(table.mutex);
    connection = TakeOut(table, socket);
  }
  TellClosed(connection);
}

}  // namespace otelwrap::curl::open_connections
