// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <otelwrap/asio/context_executor.h>
#include <boost/asio.hpp>

#include <atomic>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <vector>

#include "marked_context.h"

namespace otelwrap::asio {
namespace {

namespace net = ::boost::asio;
using ::boost::system::error_code;
using ::testing::ElementsAre;

using IoExecutor = ContextExecutor<net::io_context::executor_type>;
static_assert(net::execution::is_executor<IoExecutor>::value);
static_assert(std::is_convertible_v<IoExecutor, net::any_io_executor>);
static_assert(std::is_nothrow_copy_constructible_v<IoExecutor>);

TEST(ContextExecutor, LeavesTheOldContextWhenTheHandlerThrows) {
  net::io_context io;
  net::post(WithContext(io.get_executor(), Marked(1)), [] { throw std::runtime_error("handler"); });
  EXPECT_THROW(io.run(), std::runtime_error);
  EXPECT_EQ(CurrentMark(), kNone);
}

TEST(ContextExecutor, HandlerDestroyedWithoutRunningLeavesNothing) {
  auto witness = std::make_shared<int>(0);
  {
    net::io_context io;
    net::post(WithContext(io.get_executor(), Marked(1)), [witness] { ADD_FAILURE(); });
    EXPECT_GT(witness.use_count(), 1);
  }
  EXPECT_EQ(witness.use_count(), 1);
  EXPECT_EQ(CurrentMark(), kNone);
}

TEST(ContextExecutor, OthersOfTheSameThreadSeeNothing) {
  net::io_context io;
  const auto executor = WithContext(io.get_executor(), Marked(1));
  std::vector<int64_t> seen;
  const auto note = [&] { seen.push_back(CurrentMark()); };
  net::post(executor, note);
  net::post(io, note);
  net::defer(executor, note);
  net::dispatch(io, note);
  io.run();
  EXPECT_THAT(seen, ElementsAre(1, kNone, 1, kNone));
}

TEST(ContextExecutor, TypeErasedCarriesOn) {
  net::io_context io;
  const net::any_io_executor executor = WithContext(io.get_executor(), Marked(4));
  net::any_io_executor preferred =
      net::prefer(net::require(executor, net::execution::blocking.never),
                  net::execution::outstanding_work.tracked);
  EXPECT_EQ(&net::query(executor, net::execution::context), &io);
  std::vector<int64_t> seen;
  net::post(executor, [&] { seen.push_back(CurrentMark()); });
  preferred.execute([&] { seen.push_back(CurrentMark()); });
  preferred = {};  // its work would keep run() from returning
  io.run();
  EXPECT_THAT(seen, ElementsAre(4, 4));
}

TEST(ContextExecutor, WrapsATypeErasedOne) {
  net::io_context io;
  const auto executor = WithContext(net::any_io_executor(io.get_executor()), Marked(4));
  const auto child = WithContext(net::any_io_executor(executor), Marked(5));
  std::vector<int64_t> seen;
  net::post(executor, [&] { seen.push_back(CurrentMark()); });
  net::post(child, [&] { seen.push_back(CurrentMark()); });
  io.run();
  EXPECT_THAT(seen, ElementsAre(4, 5));
}

TEST(ContextExecutor, EqualOnlyWithTheSameExecutorAndContext) {
  net::io_context io;
  net::io_context other_io;
  const auto context = Marked(1);
  const auto executor = WithContext(io.get_executor(), context);
  EXPECT_TRUE(executor == WithContext(io.get_executor(), context));
  EXPECT_TRUE(executor != WithContext(io.get_executor(), Marked(1)));
  EXPECT_TRUE(executor != WithContext(other_io.get_executor(), context));
  EXPECT_TRUE(net::any_io_executor(executor) == net::any_io_executor(executor));
}

TEST(ContextExecutor, TimerHandlersRunInTheContext) {
  net::io_context io;
  net::steady_timer timer(WithContext(io.get_executor(), Marked(2)), std::chrono::milliseconds(1));
  int64_t seen = kNone;
  timer.async_wait([&](error_code) { seen = CurrentMark(); });
  io.run();
  EXPECT_EQ(seen, 2);
}

TEST(ContextExecutor, TakesTheCurrentContextWhenNoneIsGiven) {
  net::io_context io;
  int64_t seen = kNone;
  {
    const Attach attached(Marked(3));
    net::post(WithContext(io.get_executor()), [&] { seen = CurrentMark(); });
  }
  io.run();
  EXPECT_EQ(seen, 3);
}

TEST(ContextExecutor, StrandBothWaysRound) {
  net::io_context io;
  auto strand_of_ours = net::make_strand(WithContext(io.get_executor(), Marked(1)));
  auto ours_of_strand = WithContext(net::make_strand(io), Marked(2));
  std::vector<int64_t> seen;
  net::post(strand_of_ours, [&] { seen.push_back(CurrentMark()); });
  net::post(ours_of_strand, [&] {
    EXPECT_TRUE(ours_of_strand.inner().running_in_this_thread());
    seen.push_back(CurrentMark());
  });
  net::post(io, [&] { seen.push_back(CurrentMark()); });
  io.run();
  EXPECT_THAT(seen, ::testing::UnorderedElementsAre(1, 2, kNone));
}

TEST(ContextExecutor, TwoThreadsNeverSeeEachOthersContext) {
  constexpr int kHandlers = 2000;
  net::io_context io;
  std::atomic<int> wrong{0};
  std::atomic<int> run{0};
  for (int64_t mark = 0; mark < kHandlers; ++mark) {
    const auto executor = WithContext(io.get_executor(), Marked(mark + 1));
    net::post(executor, [&, mark, executor] {
      if (CurrentMark() != mark + 1) ++wrong;
      net::post(executor, [&, mark] {
        if (CurrentMark() != mark + 1) ++wrong;
        ++run;
      });
      net::post(io, [&] {
        if (CurrentMark() != kNone) ++wrong;
      });
    });
  }
  std::thread second([&] { io.run(); });
  io.run();
  second.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(run, kHandlers);
}

}  // namespace
}  // namespace otelwrap::asio
