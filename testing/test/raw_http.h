// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// HTTP by hand, for what no client library would send.

#pragma once

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <utility>

namespace otelwrap::testing {

// One connection to a loopback port.
class RawConnection {
 public:
  explicit RawConnection(uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const timeval patience{10, 0};
    setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }
  ~RawConnection() { close(socket_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  bool Connected() const { return connected_; }

  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
  }

  void FinishSending() { shutdown(socket_, SHUT_WR); }

  // Head and body of one answer; what came so far when the connection ends.
  std::string Answer() {
    while (!IsWhole() && Receive()) {
    }
    return std::exchange(received_, {});
  }

  // Everything until the other side closes.
  std::string Rest() {
    while (Receive()) {
    }
    return std::exchange(received_, {});
  }

 private:
  bool Receive() {
    char chunk[4096];
    const ssize_t size = recv(socket_, chunk, sizeof chunk, 0);
    if (size <= 0) return false;
    received_.append(chunk, static_cast<size_t>(size));
    return true;
  }

  bool IsWhole() const {
    const size_t head = received_.find("\r\n\r\n");
    if (head == std::string::npos) return false;
    const size_t length = received_.find("Content-Length: ");
    if (length == std::string::npos) return true;
    return received_.size() >=
           head + 4 + std::strtoul(received_.c_str() + length + 16, nullptr, 10);
  }

  int socket_;
  bool connected_ = false;
  std::string received_;
};

inline std::string PostText(std::string_view path, std::string_view content_type,
                            std::string_view body, std::string_view more_headers = "") {
  std::string text = "POST " + std::string(path) + " HTTP/1.1\r\nHost: here\r\n";
  text += "Content-Type: " + std::string(content_type) + "\r\n";
  text += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  return text + std::string(more_headers) + "\r\n" + std::string(body);
}

// "HTTP/1.1 400 Bad Request" gives 400.
inline int StatusOf(const std::string& answer) {
  return answer.size() < 12 ? 0 : std::atoi(answer.c_str() + 9);
}

inline std::string BodyOf(const std::string& answer) {
  const size_t head = answer.find("\r\n\r\n");
  return head == std::string::npos ? std::string() : answer.substr(head + 4);
}

}  // namespace otelwrap::testing
