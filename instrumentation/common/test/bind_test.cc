// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>
#include <opentelemetry/context/runtime_context.h>
#include <otelwrap/common/bind.h>
#include <otelwrap/common/suppression.h>

#include <memory>
#include <stdexcept>
#include <thread>
#include <utility>

namespace otelwrap::common {
namespace {

using opentelemetry::context::Context;
using opentelemetry::context::RuntimeContext;

TEST(Bind, TheContextIsGoneAfterAFunctionThatThrows) {
  auto bound = Bind(Context("key", true), [] { throw std::runtime_error("thrown"); });
  EXPECT_THROW(bound(), std::runtime_error);
  EXPECT_FALSE(RuntimeContext::GetCurrent().HasKey("key"));
}

TEST(Bind, CarriesTheCallersContextToAnotherThread) {
  bool seen = false;
  bool before = true;
  std::thread worker;
  {
    const auto token = RuntimeContext::Attach(Context("key", true));
    worker = std::thread([&before, bound = Bind([&seen] {
                                     seen = RuntimeContext::GetCurrent().HasKey("key");
                                   })]() mutable {
      before = RuntimeContext::GetCurrent().HasKey("key");
      bound();
    });
  }
  worker.join();
  EXPECT_FALSE(before);
  EXPECT_TRUE(seen);
}

TEST(Bind, PassesArgumentsAndResultsThrough) {
  auto add = Bind([total = 1](int number) mutable -> int& { return total += number; });
  EXPECT_EQ(add(2), 3);
  add(1) = 10;
  EXPECT_EQ(add(1), 11);
  auto owner = Bind([](std::unique_ptr<int> number) { return number; });
  EXPECT_EQ(*owner(std::make_unique<int>(5)), 5);
}

TEST(Bind, CarriesSuppressionAlong) {
  auto check = [] { return IsSuppressed(RuntimeContext::GetCurrent()); };
  const auto suppressed = std::make_unique<SuppressInstrumentation>();
  auto bound = Bind(check);
  bool on_thread = false;
  std::thread([&] { on_thread = bound(); }).join();
  EXPECT_TRUE(on_thread);
}

}  // namespace
}  // namespace otelwrap::common
