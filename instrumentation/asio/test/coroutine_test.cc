// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <otelwrap/asio/context_executor.h>
#include <otelwrap/asio/run.h>
#include <boost/asio.hpp>

#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include "marked_context.h"

namespace otelwrap::asio {
namespace {

namespace net = ::boost::asio;
using ::testing::ElementsAre;

net::awaitable<void> Nap() {
  net::steady_timer timer(co_await net::this_coro::executor, std::chrono::milliseconds(1));
  co_await timer.async_wait(net::use_awaitable);
}

// Notes the current mark before and after each of some suspensions: six times.
net::awaitable<void> Note(std::vector<int64_t>& seen) {
  for (int i = 0; i < 5; ++i) {
    seen.push_back(CurrentMark());
    co_await Nap();
    co_await net::post(co_await net::this_coro::executor, net::use_awaitable);
  }
  seen.push_back(CurrentMark());
}

std::vector<int64_t> SixTimes(int64_t mark) { return std::vector<int64_t>(6, mark); }

TEST(Coroutines, RunPassesAnExceptionOnAndLeavesNothing) {
  net::io_context io;
  bool caught = false;
  int64_t after = -1;
  const auto fail = []() -> net::awaitable<int> {
    co_await Nap();
    throw std::runtime_error("work");
  };
  const auto caller = [&]() -> net::awaitable<void> {
    try {
      co_await asio::Run(Marked(1), fail());
    } catch (const std::runtime_error&) {
      caught = true;
    }
    after = CurrentMark();
  };
  net::co_spawn(io, caller(), net::detached);
  io.run();
  EXPECT_TRUE(caught);
  EXPECT_EQ(after, kNone);
}

TEST(Coroutines, DestroyedWhileSuspendedLeavesNothing) {
  auto witness = std::make_shared<int>(0);
  {
    net::io_context io;
    const auto wait = [](std::shared_ptr<int>) -> net::awaitable<void> {
      net::steady_timer timer(co_await net::this_coro::executor, std::chrono::hours(1));
      co_await timer.async_wait(net::use_awaitable);
    };
    net::co_spawn(WithContext(io.get_executor(), Marked(1)), wait(witness), net::detached);
    io.poll();
    EXPECT_EQ(CurrentMark(), kNone);
    EXPECT_GT(witness.use_count(), 1);
  }
  EXPECT_EQ(witness.use_count(), 1);
  EXPECT_EQ(CurrentMark(), kNone);
}

TEST(Coroutines, InterleavedOnesSeeOnlyTheirOwnContext) {
  net::io_context io;
  std::vector<int64_t> first;
  std::vector<int64_t> second;
  std::vector<int64_t> bare;
  net::co_spawn(WithContext(io.get_executor(), Marked(1)), Note(first), net::detached);
  net::co_spawn(WithContext(io.get_executor(), Marked(2)), Note(second), net::detached);
  net::co_spawn(io, Note(bare), net::detached);
  io.run();
  EXPECT_EQ(first, SixTimes(1));
  EXPECT_EQ(second, SixTimes(2));
  EXPECT_EQ(bare, SixTimes(kNone));
  EXPECT_EQ(CurrentMark(), kNone);
}

TEST(Coroutines, RunGivesAChildItsOwnContextAndTheCallerItsBack) {
  net::io_context io;
  std::vector<int64_t> child;
  std::vector<int64_t> caller;
  const auto work = [&]() -> net::awaitable<void> {
    caller.push_back(CurrentMark());
    co_await asio::Run(Marked(2), Note(child));
    caller.push_back(CurrentMark());
  };
  net::co_spawn(WithContext(io.get_executor(), Marked(1)), work(), net::detached);
  io.run();
  EXPECT_THAT(caller, ElementsAre(1, 1));
  EXPECT_EQ(child, SixTimes(2));
}

TEST(Coroutines, RunReturnsTheResultAndLeavesNothing) {
  net::io_context io;
  int result = 0;
  int64_t after = -1;
  const auto work = []() -> net::awaitable<int> {
    co_await Nap();
    co_return static_cast<int>(CurrentMark());
  };
  const auto caller = [&]() -> net::awaitable<void> {
    result = co_await asio::Run(Marked(42), work());
    after = CurrentMark();
  };
  net::co_spawn(io, caller(), net::detached);
  io.run();
  EXPECT_EQ(result, 42);
  EXPECT_EQ(after, kNone);
}

TEST(Coroutines, TwoThreads) {
  net::io_context io;
  std::vector<std::vector<int64_t>> seen(50);
  for (size_t i = 0; i < seen.size(); ++i) {
    net::co_spawn(WithContext(net::make_strand(io), Marked(static_cast<int64_t>(i) + 1)),
                  Note(seen[i]), net::detached);
  }
  std::thread second([&] { io.run(); });
  io.run();
  second.join();
  for (size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i], SixTimes(static_cast<int64_t>(i) + 1));
  }
}

}  // namespace
}  // namespace otelwrap::asio
