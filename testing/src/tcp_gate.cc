// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/tcp_gate.h>

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <functional>
#include <future>
#include <list>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "gate_flow.h"
#include "socket.h"

namespace otelwrap::testing {
namespace {

struct Connection {
  Connection(Fd its_client, Fd its_server)
      : client(std::move(its_client)),
        server(std::move(its_server)),
        flows{GateFlow(client.get(), server.get()), GateFlow(server.get(), client.get())} {}

  Fd client;
  Fd server;
  GateFlow flows[2];  // by Direction
};

// A direction with nothing to do is left out of poll: a hang-up on it would make poll spin.
pollfd Waiting(int fd, bool wanted, short events) {
  return {wanted ? fd : -1, static_cast<short>(wanted ? events : 0), 0};
}

}  // namespace

// Everything but the queue of commands belongs to the gate's own thread.
class TcpGate::Impl {
 public:
  explicit Impl(uint16_t server_port)
      : server_port_(server_port),
        listener_(Listen(0)),
        port_(PortOf(listener_)),
        wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)),
        thread_([this] { Run(); }) {}

  ~Impl() { Stop(); }

  uint16_t port() const { return port_; }

  // Runs a command on the gate's thread and waits for it.
  template <typename Command>
  auto Do(Command command) -> decltype(command(*this)) {
    std::packaged_task<decltype(command(*this))()> task([&] { return command(*this); });
    auto done = task.get_future();
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      if (stopped_) return command(*this);
      commands_.emplace_back([&task] { task(); });
    }
    Wake();
    return done.get();
  }

  void Stop() {
    if (!thread_.joinable()) return;
    Do([](Impl& gate) { gate.stopping_ = true; });
    thread_.join();
  }

  void End(bool with_reset) {
    for (Connection& connection : connections_) End(connection, with_reset);
    connections_.clear();
  }

  GateFaults faults[2];  // by Direction
  int accepted = 0;

  int open() const { return static_cast<int>(connections_.size()); }
  uint64_t passed(Direction direction) const {
    uint64_t sum = passed_before_[direction];
    for (const Connection& connection : connections_) sum += connection.flows[direction].passed();
    return sum;
  }
  void Refuse() { listener_ = Fd(); }
  void Admit() {
    if (!listener_) listener_ = Listen(port_);
  }

 private:
  void Run() {
    while (!stopping_) {
      std::vector<pollfd> waiting = WhatToWaitFor();
      ::poll(waiting.data(), waiting.size(), PollTimeout());
      Forward(waiting);
      if (waiting[1].revents != 0) Accept();
      RunCommands();
    }
  }

  // The wake-up, the listener, then two entries for each direction of each connection.
  std::vector<pollfd> WhatToWaitFor() const {
    const auto now = GateClock::now();
    std::vector<pollfd> waiting{{wake_.get(), POLLIN, 0}, Waiting(listener_.get(), true, POLLIN)};
    for (const Connection& connection : connections_) {
      for (const Direction direction : {kToServer, kToClient}) {
        const GateFlow& flow = connection.flows[direction];
        const GateFaults& fault = faults[direction];
        waiting.push_back(Waiting(flow.from(), flow.WantsToRead(fault), POLLIN));
        waiting.push_back(Waiting(flow.to(), flow.WantsToWrite(fault, now), POLLOUT));
      }
    }
    return waiting;
  }

  int PollTimeout() const {
    auto next = GateClock::time_point::max();
    for (const Connection& connection : connections_) {
      for (const Direction direction : {kToServer, kToClient}) {
        next = std::min(next, connection.flows[direction].NextWrite(faults[direction]));
      }
    }
    if (next == GateClock::time_point::max()) return -1;
    const auto left = std::chrono::ceil<Milliseconds>(next - GateClock::now()).count();
    return static_cast<int>(std::max<decltype(left)>(left, 0));
  }

  void Forward(const std::vector<pollfd>& waiting) {
    const auto now = GateClock::now();
    size_t entry = 2;
    for (auto connection = connections_.begin(); connection != connections_.end(); entry += 4) {
      const auto current = connection++;
      const GateFlow::Result result = Forward(*current, &waiting[entry], now);
      const bool all_passed = current->flows[0].ended() && current->flows[1].ended();
      if (result == GateFlow::Result::kGoesOn && !all_passed) continue;
      End(*current, result == GateFlow::Result::kReset);
      connections_.erase(current);
    }
  }

  GateFlow::Result Forward(Connection& connection, const pollfd* waiting,
                           GateClock::time_point now) {
    auto result = GateFlow::Result::kGoesOn;
    for (const Direction direction : {kToServer, kToClient}) {
      GateFlow& flow = connection.flows[direction];
      const GateFaults& fault = faults[direction];
      if (waiting[2 * direction].revents != 0) result = flow.Read(fault, now);
      if (result == GateFlow::Result::kGoesOn && waiting[2 * direction + 1].revents != 0) {
        result = flow.Write(fault, now);
      }
      if (result != GateFlow::Result::kGoesOn) return result;
      flow.PassEndOn();
    }
    return result;
  }

  void Accept() {
    Fd client(::accept4(listener_.get(), nullptr, nullptr, SOCK_CLOEXEC));
    if (!client) return;
    ++accepted;
    Fd server = Connect(server_port_);
    if (!server) {
      ResetOnClose(client);
      return;
    }
    SendAtOnce(client);
    connections_.emplace_back(std::move(client), std::move(server));
  }

  void End(Connection& connection, bool with_reset) {
    for (const Direction direction : {kToServer, kToClient}) {
      passed_before_[direction] += connection.flows[direction].passed();
    }
    if (!with_reset) return;
    ResetOnClose(connection.client);
    ResetOnClose(connection.server);
  }

  void RunCommands() {
    uint64_t count = 0;
    [[maybe_unused]] const ssize_t drained = ::read(wake_.get(), &count, sizeof count);
    std::vector<std::function<void()>> commands;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      commands.swap(commands_);
    }
    for (const auto& command : commands) command();
    if (!stopping_) return;
    const std::lock_guard<std::mutex> lock(mutex_);
    stopped_ = true;  // from here on a command runs on the thread that gives it
    for (const auto& command : commands_) command();
    connections_.clear();
    listener_ = Fd();
  }

  void Wake() {
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(wake_.get(), &one, sizeof one);
  }

  const uint16_t server_port_;
  Fd listener_;
  const uint16_t port_;
  std::list<Connection> connections_;
  uint64_t passed_before_[2] = {0, 0};  // by connections that have ended
  bool stopping_ = false;

  std::mutex mutex_;
  std::vector<std::function<void()>> commands_;
  bool stopped_ = false;
  Fd wake_;
  std::thread thread_;
};

TcpGate::TcpGate(uint16_t server_port) : impl_(std::make_unique<Impl>(server_port)) {}
TcpGate::~TcpGate() = default;

uint16_t TcpGate::port() const { return impl_->port(); }

void TcpGate::Delay(Direction direction, Milliseconds delay) {
  impl_->Do([=](Impl& gate) { gate.faults[direction].delay = delay; });
}

void TcpGate::Throttle(Direction direction, size_t bytes, Milliseconds interval) {
  impl_->Do([=](Impl& gate) {
    gate.faults[direction].throttle_bytes = bytes;
    gate.faults[direction].throttle_interval = interval;
  });
}

void TcpGate::Hold(Direction direction) {
  impl_->Do([=](Impl& gate) { gate.faults[direction].held = true; });
}

void TcpGate::Release(Direction direction) {
  impl_->Do([=](Impl& gate) { gate.faults[direction].held = false; });
}

void TcpGate::Cut() {
  impl_->Do([](Impl& gate) { gate.End(false); });
}

void TcpGate::Reset() {
  impl_->Do([](Impl& gate) { gate.End(true); });
}

void TcpGate::CutAfter(Direction direction, uint64_t bytes) {
  impl_->Do([=](Impl& gate) {
    gate.faults[direction].end_after = bytes;
    gate.faults[direction].end_with_reset = false;
  });
}

void TcpGate::ResetAfter(Direction direction, uint64_t bytes) {
  impl_->Do([=](Impl& gate) {
    gate.faults[direction].end_after = bytes;
    gate.faults[direction].end_with_reset = true;
  });
}

void TcpGate::Refuse() {
  impl_->Do([](Impl& gate) { gate.Refuse(); });
}

void TcpGate::Admit() {
  impl_->Do([](Impl& gate) { gate.Admit(); });
}

void TcpGate::Heal() {
  impl_->Do([](Impl& gate) {
    gate.faults[kToServer] = gate.faults[kToClient] = GateFaults();
    gate.Admit();
  });
}

int TcpGate::Accepted() const {
  return impl_->Do([](Impl& gate) { return gate.accepted; });
}

int TcpGate::Open() const {
  return impl_->Do([](Impl& gate) { return gate.open(); });
}

uint64_t TcpGate::Passed(Direction direction) const {
  return impl_->Do([=](Impl& gate) { return gate.passed(direction); });
}

void TcpGate::Stop() { impl_->Stop(); }

}  // namespace otelwrap::testing
