// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The few socket calls that the servers, the gate and the stub share. All of it is 127.0.0.1.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace otelwrap::testing {

// A file descriptor with an owner.
class Fd {
 public:
  explicit Fd(int fd = -1) noexcept : fd_(fd) {}
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  ~Fd();

  int get() const { return fd_; }
  explicit operator bool() const { return fd_ >= 0; }

 private:
  int fd_;
};

// A listening socket; port 0: any free one. Throws std::runtime_error.
Fd Listen(uint16_t port);
uint16_t PortOf(const Fd& listener);

// A connection, or nothing if nobody listens there.
Fd Connect(uint16_t port) noexcept;

// Sends all of it; false if the peer is gone. Never raises SIGPIPE.
bool SendAll(const Fd& socket, std::string_view bytes) noexcept;

// The first bytes that a peer sends within a second, after it was told `greeting`; "" for none.
std::string FirstBytes(uint16_t port, std::string_view greeting);

// Small writes leave at once.
void SendAtOnce(const Fd& socket) noexcept;

// The next close sends RST in place of FIN.
void ResetOnClose(const Fd& socket) noexcept;

}  // namespace otelwrap::testing
