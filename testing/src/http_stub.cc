// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/http_stub.h>

#include <sys/socket.h>

#include <deque>
#include <list>
#include <mutex>
#include <thread>

#include "caught.h"
#include "http_wire.h"
#include "socket.h"

namespace otelwrap::testing {
namespace {

bool WantsToClose(const HttpRequest& request) {
  const auto connection = request.Header("Connection");
  return connection && *connection == "close";
}

}  // namespace

class HttpStub::Impl {
 public:
  Impl() : listener_(Listen(0)), port_(PortOf(listener_)), thread_([this] { AcceptAll(); }) {}
  ~Impl() { Stop(); }

  uint16_t port() const { return port_; }

  void Answer(HttpResponse response) {
    const std::lock_guard<std::mutex> lock(mutex_);
    script_.push_back(std::move(response));
  }

  void AnswerAll(std::function<HttpResponse(const HttpRequest&)> answer) {
    const std::lock_guard<std::mutex> lock(mutex_);
    answer_ = std::move(answer);
  }

  // A socket that is shut down wakes the thread that waits for it.
  void Stop() {
    if (!thread_.joinable()) return;
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      for (const Session& session : sessions_) ::shutdown(session.socket.get(), SHUT_RDWR);
    }
    for (Session& session : sessions_) session.thread.join();
    sessions_.clear();
  }

  Caught<HttpRequest> requests;

 private:
  struct Session {
    Fd socket;
    int number;
    std::thread thread;
  };

  void AcceptAll() {
    for (int number = 1;; ++number) {
      Fd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket) return;
      SendAtOnce(socket);
      const std::lock_guard<std::mutex> lock(mutex_);
      Session& session = sessions_.emplace_back(Session{std::move(socket), number, {}});
      session.thread = std::thread([this, &session] { Serve(session); });
    }
  }

  void Serve(Session& session) {
    HttpReader reader(session.socket);
    while (auto request = reader.Next()) {
      request->connection = session.number;
      requests.Add(*request);
      const HttpResponse response = ResponseTo(*request);
      std::this_thread::sleep_for(response.delay);
      if (response.cut) break;
      if (!SendAll(session.socket, Written(response, *request))) break;
      if (response.close || WantsToClose(*request)) break;
    }
    ::shutdown(session.socket.get(), SHUT_RDWR);
  }

  HttpResponse ResponseTo(const HttpRequest& request) {
    std::function<HttpResponse(const HttpRequest&)> answer;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (!script_.empty()) {
        HttpResponse response = std::move(script_.front());
        script_.pop_front();
        return response;
      }
      answer = answer_;
    }
    return answer ? answer(request) : HttpResponse();
  }

  const Fd listener_;
  const uint16_t port_;
  std::mutex mutex_;
  std::deque<HttpResponse> script_;
  std::function<HttpResponse(const HttpRequest&)> answer_;
  std::list<Session> sessions_;
  std::thread thread_;
};

HttpStub::HttpStub() : impl_(std::make_unique<Impl>()) {}
HttpStub::~HttpStub() = default;

uint16_t HttpStub::port() const { return impl_->port(); }

std::string HttpStub::url(std::string_view target) const {
  return "http://127.0.0.1:" + std::to_string(port()) + std::string(target);
}

void HttpStub::Answer(HttpResponse response) { impl_->Answer(std::move(response)); }

void HttpStub::AnswerAll(std::function<HttpResponse(const HttpRequest&)> answer) {
  impl_->AnswerAll(std::move(answer));
}

std::vector<HttpRequest> HttpStub::Requests() const { return impl_->requests.All(); }

std::vector<HttpRequest> HttpStub::WaitFor(size_t count, std::chrono::milliseconds timeout) const {
  return impl_->requests.WaitFor(count, timeout);
}

void HttpStub::Stop() { impl_->Stop(); }

}  // namespace otelwrap::testing
