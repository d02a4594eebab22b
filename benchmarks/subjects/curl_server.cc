// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "subjects/curl_server.h"

#include <netinet/in.h>
#include <otelwrap/testing/server_process.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <thread>

#include "harness/nginx.h"

namespace otelwrap::benchmarks {
namespace {

static_assert(kCurlBodySize == kNginxBodySize, "both answer the same");

// Answers every request on every connection, each on a thread of its own, for as long as the
// process lives.
void Answer(int listener) {
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " +
                             std::to_string(kCurlBodySize) + "\r\n\r\n" +
                             std::string(kCurlBodySize, 'x');
  for (int connection = 0; (connection = accept(listener, nullptr, nullptr)) >= 0;) {
    std::thread([connection, answer] {
      char request[4096];
      while (read(connection, request, sizeof request) > 0) {
        if (write(connection, answer.data(), answer.size()) < 0) break;
      }
      close(connection);
    }).detach();
  }
}

}  // namespace

const std::string& StubUrl() {
  static const std::string& url = *[] {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener, generic, size) != 0 || listen(listener, 128) != 0 ||
        getsockname(listener, generic, &size) != 0) {
      throw std::runtime_error("curl subject: can't listen on the loopback");
    }
    std::thread(Answer, listener).detach();
    return new std::string("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) +
                           "/items/1");
  }();
  return url;
}

const std::string& NginxUrl() {
  static testing::ServerProcess server(Nginx);
  static const std::string url = "http://127.0.0.1:" + std::to_string(server.port()) + "/item.txt";
  return url;
}

}  // namespace otelwrap::benchmarks
