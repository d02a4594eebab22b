// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <otelwrap/asio/bind.h>
#include <boost/asio.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <vector>

#include "marked_context.h"

namespace otelwrap::asio {
namespace {

namespace net = ::boost::asio;
using ::boost::system::error_code;
using ::testing::ElementsAre;

TEST(Bind, LeavesTheOldContextWhenTheHandlerThrows) {
  net::io_context io;
  net::post(io, Bind(Marked(1), [] { throw std::runtime_error("handler"); }));
  EXPECT_THROW(io.run(), std::runtime_error);
  EXPECT_EQ(CurrentMark(), kNone);
}

TEST(Bind, HandlerDestroyedWithoutRunningLeavesNothing) {
  auto witness = std::make_shared<int>(0);
  int64_t seen_by_destructor = -1;
  struct Witness {
    std::shared_ptr<int> held;
    int64_t* seen;
    Witness(std::shared_ptr<int> its_held, int64_t* its_seen)
        : held(std::move(its_held)), seen(its_seen) {}
    Witness(Witness&&) = default;
    ~Witness() {
      if (held) *seen = CurrentMark();
    }
    void operator()() { ADD_FAILURE() << "must not run"; }
  };
  {
    net::io_context io;
    net::post(io, Bind(Marked(1), Witness(witness, &seen_by_destructor)));
  }
  EXPECT_EQ(witness.use_count(), 1);
  EXPECT_EQ(seen_by_destructor, kNone);
  EXPECT_EQ(CurrentMark(), kNone);
}

TEST(Bind, CancelledTimerRunsInItsContext) {
  net::io_context io;
  net::steady_timer timer(io, std::chrono::hours(1));
  error_code result;
  int64_t seen = kNone;
  timer.async_wait(Bind(Marked(7), [&](error_code error) {
    result = error;
    seen = CurrentMark();
  }));
  timer.cancel();
  io.run();
  EXPECT_EQ(result, net::error::operation_aborted);
  EXPECT_EQ(seen, 7);
}

TEST(Bind, HandlersOfOneThreadSeeOnlyTheirOwnContext) {
  net::io_context io;
  std::vector<int64_t> seen;
  const auto note = [&] { seen.push_back(CurrentMark()); };
  net::post(io, Bind(Marked(1), note));
  net::post(io, note);
  net::dispatch(io, Bind(Marked(2), note));
  net::defer(io, note);
  io.run();
  EXPECT_THAT(seen, ElementsAre(1, kNone, 2, kNone));
}

TEST(Bind, InlineDispatchPutsTheCallersContextBack) {
  net::io_context io;
  std::vector<int64_t> seen;
  net::post(io, Bind(Marked(1), [&] {
              net::dispatch(io, Bind(Marked(2), [&] { seen.push_back(CurrentMark()); }));
              seen.push_back(CurrentMark());
            }));
  io.run();
  EXPECT_THAT(seen, ElementsAre(2, 1));
}

TEST(Bind, TakesTheCurrentContextWhenNoneIsGiven) {
  net::io_context io;
  int64_t seen = kNone;
  {
    const Attach attached(Marked(3));
    net::post(io, Bind([&] { seen = CurrentMark(); }));
  }
  io.run();
  EXPECT_EQ(seen, 3);
}

TEST(Bind, OffAttachesNothing) {
  net::io_context io;
  int64_t seen = -1;
  net::post(io, Bind(Marked(1), [&] { seen = CurrentMark(); }));
  common::SetEnabled(common::Component::kAsio, false);
  io.run();
  common::SetEnabled(common::Component::kAsio, true);
  EXPECT_EQ(seen, kNone);
}

TEST(Bind, KeepsTheAssociatedExecutor) {
  net::io_context io;
  auto strand = net::make_strand(io);
  bool in_strand = false;
  net::steady_timer timer(io, std::chrono::milliseconds(0));
  timer.async_wait(Bind(Marked(1), net::bind_executor(strand, [&](error_code) {
                          in_strand = strand.running_in_this_thread();
                          EXPECT_EQ(CurrentMark(), 1);
                        })));
  io.run();
  EXPECT_TRUE(in_strand);
}

TEST(Bind, KeepsTheCancellationSlot) {
  net::io_context io;
  net::cancellation_signal signal;
  error_code result;
  net::steady_timer timer(io, std::chrono::hours(1));
  timer.async_wait(Bind(Marked(1), net::bind_cancellation_slot(
                                       signal.slot(), [&](error_code error) { result = error; })));
  signal.emit(net::cancellation_type::terminal);
  io.run();
  EXPECT_EQ(result, net::error::operation_aborted);
}

// Counts what is allocated through it.
template <class T>
struct CountingAllocator {
  using value_type = T;
  explicit CountingAllocator(int* its_count) : count(its_count) {}
  template <class U>
  CountingAllocator(const CountingAllocator<U>& other) : count(other.count) {}
  T* allocate(size_t size) {
    ++*count;
    return std::allocator<T>().allocate(size);
  }
  void deallocate(T* memory, size_t size) { std::allocator<T>().deallocate(memory, size); }
  template <class U>
  bool operator==(const CountingAllocator<U>& other) const {
    return count == other.count;
  }
  template <class U>
  bool operator!=(const CountingAllocator<U>& other) const {
    return !(*this == other);
  }
  int* count;
};

TEST(Bind, KeepsTheAssociatedAllocator) {
  net::io_context io;
  int allocations = 0;
  net::post(io, Bind(Marked(1), net::bind_allocator(CountingAllocator<int>(&allocations), [] {})));
  io.run();
  EXPECT_GT(allocations, 0);
}

TEST(Bind, CarriesAMoveOnlyHandler) {
  net::io_context io;
  auto number = std::make_unique<int>(5);
  int seen = 0;
  net::post(io, Bind(Marked(1), [number = std::move(number), &seen] { seen = *number; }));
  io.run();
  EXPECT_EQ(seen, 5);
}

}  // namespace
}  // namespace otelwrap::asio
