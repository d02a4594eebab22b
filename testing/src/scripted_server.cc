// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/scripted_server.h>

#include <sys/socket.h>

#include <atomic>
#include <cerrno>
#include <list>
#include <mutex>
#include <thread>
#include <utility>

#include "socket.h"

namespace otelwrap::testing {
namespace {

constexpr size_t kLargest = 64 * 1024 * 1024;

}  // namespace

class ScriptedServer::Impl {
 public:
  explicit Impl(Script script)
      : script_(std::move(script)),
        listener_(Listen(0)),
        port_(PortOf(listener_)),
        thread_([this] { AcceptAll(); }) {}

  // A socket that is shut down wakes the thread that waits for it.
  ~Impl() {
    ::shutdown(listener_.get(), SHUT_RDWR);
    thread_.join();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      for (const Session& session : sessions_) {
        if (session.socket) ::shutdown(session.socket.get(), SHUT_RDWR);
      }
    }
    for (Session& session : sessions_) session.thread.join();
  }
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;

  uint16_t port() const { return port_; }
  int accepted() const { return accepted_.load(); }

 private:
  struct Session {
    Fd socket;
    std::thread thread;
  };

  void AcceptAll() {
    for (;;) {
      Fd socket(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (!socket) return;
      SendAtOnce(socket);
      const int number = ++accepted_;
      const std::lock_guard<std::mutex> lock(mutex_);
      Session& session = sessions_.emplace_back(Session{std::move(socket), {}});
      session.thread = std::thread([this, &session, number] {
        Peer peer(session.socket.get(), number);
        script_(peer);
        const std::lock_guard<std::mutex> ending(mutex_);
        session.socket = Fd();
      });
    }
  }

  const Script script_;
  const Fd listener_;
  const uint16_t port_;
  std::atomic<int> accepted_{0};
  std::mutex mutex_;
  std::list<Session> sessions_;
  std::thread thread_;
};

ScriptedServer::ScriptedServer(Script script) : impl_(std::make_unique<Impl>(std::move(script))) {}
ScriptedServer::~ScriptedServer() = default;

uint16_t ScriptedServer::port() const { return impl_->port(); }
int ScriptedServer::Accepted() const { return impl_->accepted(); }

bool ScriptedServer::Peer::Fill() {
  char bytes[16 * 1024];
  ssize_t count = 0;
  do {
    count = ::recv(socket_, bytes, sizeof bytes, 0);
  } while (count < 0 && errno == EINTR);
  if (count <= 0 || read_.size() > kLargest) return false;
  read_.append(bytes, static_cast<size_t>(count));
  return true;
}

std::optional<std::string> ScriptedServer::Peer::ReadUntil(std::string_view mark) {
  size_t found = 0;
  while ((found = read_.find(mark)) == std::string::npos) {
    if (!Fill()) return std::nullopt;
  }
  return Read(found + mark.size());
}

std::optional<std::string> ScriptedServer::Peer::Read(size_t count) {
  while (read_.size() < count) {
    if (!Fill()) return std::nullopt;
  }
  std::string taken = read_.substr(0, count);
  read_.erase(0, count);
  return taken;
}

std::string ScriptedServer::Peer::ReadToEnd() {
  while (Fill()) {
  }
  return std::exchange(read_, {});
}

bool ScriptedServer::Peer::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(sent));
  }
  return true;
}

void ScriptedServer::Peer::HalfClose() { ::shutdown(socket_, SHUT_WR); }

void ScriptedServer::Peer::ResetAtEnd() {
  const linger at_once{1, 0};
  ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

}  // namespace otelwrap::testing
