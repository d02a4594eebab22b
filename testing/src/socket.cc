// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <otelwrap/testing/free_port.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>

namespace otelwrap::testing {
namespace {

constexpr int kBacklog = 128;
constexpr int kFirstBytesMilliseconds = 1000;

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

Fd NewSocket() { return Fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)); }

[[noreturn]] void Fail(const char* what) {
  throw std::runtime_error(std::string(what) + ": " + std::strerror(errno));
}

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) ::close(fd_);
}

Fd Listen(uint16_t port) {
  Fd listener = NewSocket();
  const int on = 1;
  ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  const sockaddr_in address = Loopback(port);
  if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    Fail("bind to 127.0.0.1");
  }
  if (::listen(listener.get(), kBacklog) != 0) Fail("listen on 127.0.0.1");
  return listener;
}

uint16_t PortOf(const Fd& listener) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    Fail("getsockname");
  }
  return ntohs(address.sin_port);
}

Fd Connect(uint16_t port) noexcept {
  Fd socket = NewSocket();
  const sockaddr_in address = Loopback(port);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    return Fd();
  }
  SendAtOnce(socket);
  return socket;
}

bool SendAll(const Fd& socket, std::string_view bytes) noexcept {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

std::string FirstBytes(uint16_t port, std::string_view greeting) {
  const Fd socket = Connect(port);
  if (!socket || !SendAll(socket, greeting)) return {};
  pollfd waiting{socket.get(), POLLIN, 0};
  if (::poll(&waiting, 1, kFirstBytesMilliseconds) != 1) return {};
  char bytes[256];
  const ssize_t count = ::recv(socket.get(), bytes, sizeof bytes, 0);
  return count > 0 ? std::string(bytes, static_cast<size_t>(count)) : std::string();
}

void SendAtOnce(const Fd& socket) noexcept {
  const int on = 1;
  ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

void ResetOnClose(const Fd& socket) noexcept {
  const linger at_once{1, 0};
  ::setsockopt(socket.get(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

uint16_t FreePort() { return PortOf(Listen(0)); }

}  // namespace otelwrap::testing
