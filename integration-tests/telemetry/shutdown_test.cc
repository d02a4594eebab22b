// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The end of a pipeline: with a collector that is not there, with one that never answers, twice,
// and by whom else than the one who started it.

#include <gmock/gmock.h>
#include <opentelemetry/trace/noop.h>
#include <otelwrap/telemetry/telemetry.h>
#include <otelwrap/testing/free_port.h>
#include <otelwrap/testing/otlp_receiver.h>
#include <otelwrap/testing/tcp_gate.h>

#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "last_points.h"
#include "signals.h"

namespace otelwrap::telemetry {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using ::testing::IsEmpty;
using ::testing::Not;

class Told {
 public:
  ErrorHandler Handler() {
    return [this](Severity, std::string_view text) {
      const std::lock_guard<std::mutex> lock(mutex_);
      texts_.emplace_back(text);
    };
  }
  std::vector<std::string> Texts() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return texts_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> texts_;
};

std::string UrlOf(uint16_t port) { return "http://127.0.0.1:" + std::to_string(port); }

bool SpansAreMade() {
  const auto span =
      opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test")->StartSpan("probe");
  return span->GetContext().IsValid();
}

class Unreachable : public ::testing::TestWithParam<const char*> {};

TEST_P(Unreachable, TheHandlerIsToldAndTheHostGoesOn) {
  Told told;
  Options options;
  options.protocol = GetParam();
  options.endpoint = UrlOf(testing::FreePort());
  options.on_error = told.Handler();
  options.shutdown_deadline = seconds(3);
  auto telemetry = Start(options);
  MakeOneOfEach();
  const auto begin = steady_clock::now();
  telemetry.Shutdown();
  EXPECT_LT(steady_clock::now() - begin, seconds(6));
  EXPECT_THAT(told.Texts(), Not(IsEmpty()));
}

INSTANTIATE_TEST_SUITE_P(, Unreachable, ::testing::Values("http/protobuf", "http/json", "grpc"),
                         [](const auto& test) {
                           const std::string protocol = test.param;
                           return protocol == "grpc"        ? "Grpc"
                                  : protocol == "http/json" ? "HttpJson"
                                                            : "HttpProtobuf";
                         });

TEST(Shutdown, KeepsItsDeadlineWithACollectorThatNeverAnswers) {
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  testing::TcpGate gate(receiver->Port());
  gate.Hold(testing::TcpGate::kToClient);
  Options options;
  options.endpoint = UrlOf(gate.port());
  options.shutdown_deadline = milliseconds(300);
  options.on_error = [](Severity, std::string_view) {};
  auto telemetry = Start(options);
  MakeOneOfEach();
  const auto begin = steady_clock::now();
  EXPECT_FALSE(telemetry.Shutdown());
  EXPECT_LT(steady_clock::now() - begin, milliseconds(1300));
  EXPECT_FALSE(telemetry.Shutdown());
  gate.Heal();  // what waits behind the deadline may end
}

TEST(Shutdown, IsDoneOnce) {
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  Options options;
  options.endpoint = receiver->Url();
  auto telemetry = Start(options);
  MakeSpan("work");
  EXPECT_TRUE(telemetry.Shutdown());
  EXPECT_TRUE(telemetry.Shutdown());
  EXPECT_EQ(receiver->Traces().size(), 1U);
}

TEST(Shutdown, IsQuickWhereNothingWaits) {
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  Options options;
  options.endpoint = receiver->Url();
  auto telemetry = Start(options);
  const auto begin = steady_clock::now();
  EXPECT_TRUE(telemetry.Shutdown());
  EXPECT_LT(steady_clock::now() - begin, seconds(2));
}

TEST(Shutdown, PutsTheNoopsBack) {
  Options options;
  options.traces_exporter = "otlp";
  options.endpoint = UrlOf(testing::FreePort());
  options.shutdown_deadline = milliseconds(500);
  options.on_error = [](Severity, std::string_view) {};
  auto telemetry = Start(options);
  EXPECT_TRUE(SpansAreMade());
  const auto meters = opentelemetry::metrics::Provider::GetMeterProvider();
  const auto loggers = opentelemetry::logs::Provider::GetLoggerProvider();
  telemetry.Shutdown();
  EXPECT_FALSE(SpansAreMade());
  EXPECT_NE(opentelemetry::metrics::Provider::GetMeterProvider().get(), meters.get());
  EXPECT_NE(opentelemetry::logs::Provider::GetLoggerProvider().get(), loggers.get());
}

TEST(Shutdown, ComesWithTheEndOfTheObject) {
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  Options options;
  options.endpoint = receiver->Url();
  {
    auto telemetry = Start(options);
    auto moved = std::move(telemetry);
    MakeSpan("work");
  }
  EXPECT_EQ(receiver->Traces().size(), 1U);
  EXPECT_FALSE(SpansAreMade());
}

TEST(Shutdown, OfAMovedFromObjectIsNothing) {
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  Options options;
  options.endpoint = receiver->Url();
  auto telemetry = Start(options);
  auto moved = std::move(telemetry);
  EXPECT_TRUE(telemetry.Shutdown());  // NOLINT(bugprone-use-after-move): what is tested
  EXPECT_TRUE(telemetry.Flush(seconds(1)));
  EXPECT_THAT(telemetry.Problems(), IsEmpty());
  EXPECT_TRUE(SpansAreMade());
}

TEST(Shutdown, OfTheOldOneLeavesTheNewOneAlone) {
  const auto first = testing::OtlpReceiver::Start({});
  const auto second = testing::OtlpReceiver::Start({});
  ASSERT_NE(first, nullptr);
  ASSERT_NE(second, nullptr);
  Options options;
  options.endpoint = first->Url();
  auto telemetry = Start(options);
  MakeSpan("old");
  options.endpoint = second->Url();
  telemetry = Start(options);
  MakeOneOfEach();
  EXPECT_TRUE(telemetry.Shutdown());
  ASSERT_EQ(first->Traces().size(), 1U);
  EXPECT_EQ(first->Traces()[0].name, "old");
  ASSERT_EQ(second->Traces().size(), 1U);
  EXPECT_EQ(second->Traces()[0].name, "work");
  EXPECT_EQ(LastPoints(*second).size(), 2U);
  EXPECT_EQ(second->Logs().size(), 1U);
}

TEST(Start, AHandlerThatThrowsChangesNothing) {
  const auto receiver = testing::OtlpReceiver::Start({});
  ASSERT_NE(receiver, nullptr);
  Options options;
  options.endpoint = receiver->Url();
  options.sampler = "sometimes";
  options.on_error = [](Severity, std::string_view) { throw std::runtime_error("mine"); };
  auto telemetry = Start(options);
  EXPECT_EQ(telemetry.Problems().size(), 1U);
  MakeSpan("work");
  EXPECT_TRUE(telemetry.Shutdown());
  EXPECT_EQ(receiver->Traces().size(), 1U);
}

}  // namespace
}  // namespace otelwrap::telemetry
