// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// GET /items/1 on a kept connection: a stub on another thread answers 200, two headers and 1,024
// bytes. Only the client's thread is timed, so that the stub's work is not.

#include <curl/curl.h>
#include <netinet/in.h>
#include <otelwrap/curl/easy.h>
#include <sys/socket.h>
#include <unistd.h>

#include <stdexcept>
#include <string>
#include <thread>

#include "harness/subject.h"

namespace otelwrap::benchmarks {
namespace {

constexpr size_t kBodySize = 1024;

// Answers every request on every connection, one connection at a time, for as long as the process
// lives.
void Answer(int listener) {
  const std::string answer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: " +
                             std::to_string(kBodySize) + "\r\n\r\n" + std::string(kBodySize, 'x');
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

// The stub's address, ready to be asked.
const std::string& Url() {
  static const std::string& url = *[] {
    const int listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* generic = reinterpret_cast<sockaddr*>(&address);
    if (bind(listener, generic, size) != 0 || listen(listener, 8) != 0 ||
        getsockname(listener, generic, &size) != 0) {
      throw std::runtime_error("curl subject: can't listen on the loopback");
    }
    std::thread(Answer, listener).detach();
    return new std::string("http://127.0.0.1:" + std::to_string(ntohs(address.sin_port)) +
                           "/items/1");
  }();
  return url;
}

size_t CountBody(char*, size_t size, size_t count, void* total) {
  *static_cast<size_t*>(total) += size * count;
  return size * count;
}

void Check(CURLcode result, size_t received) {
  if (result != CURLE_OK || received != kBodySize) {
    throw std::runtime_error(std::string("curl subject: ") + curl_easy_strerror(result));
  }
}

CURL* BareHandle(size_t* received) {
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, Url().c_str());
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, CountBody);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, received);
  return handle;
}

void Bare(size_t times) {
  static size_t received = 0;
  static CURL* const handle = BareHandle(&received);
  for (size_t i = 0; i < times; ++i) {
    received = 0;
    const CURLcode result = curl_easy_perform(handle);
    Check(result, received);
  }
}

void Instrumented(size_t times) {
  static size_t received = 0;
  static curl::Easy& easy = *[] {
    auto* made = new curl::Easy;
    made->SetOpt(CURLOPT_URL, Url().c_str());
    made->SetOpt(CURLOPT_WRITEFUNCTION, CountBody);
    made->SetOpt(CURLOPT_WRITEDATA, &received);
    return made;
  }();
  for (size_t i = 0; i < times; ++i) {
    received = 0;
    const CURLcode result = easy.Perform();
    Check(result, received);
  }
}

const ComponentRegistration kGet("curl-get", Bare, Instrumented);

}  // namespace
}  // namespace otelwrap::benchmarks
