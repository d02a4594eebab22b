// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "error_log.h"

#include <gmock/gmock.h>
#include <opentelemetry/sdk/common/global_log_handler.h>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace otelwrap::telemetry {
namespace {

namespace internal_log = opentelemetry::sdk::common::internal_log;
using ::testing::ElementsAre;

SharedErrorHandler Collect(std::vector<std::string>& texts) {
  return std::make_shared<const ErrorHandler>([&texts](Severity severity, std::string_view text) {
    texts.push_back((severity == Severity::kError ? "error: " : "warning: ") + std::string(text));
  });
}

TEST(ErrorLog, DefaultWritesAtMostOneLineEachSecond) {
  const ErrorHandler handler = DefaultErrorHandler();
  ::testing::internal::CaptureStderr();
  handler(Severity::kError, "first");
  handler(Severity::kError, "second");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "otelwrap: telemetry error: first\n");
  std::this_thread::sleep_for(std::chrono::milliseconds(1001));
  ::testing::internal::CaptureStderr();
  handler(Severity::kWarning, "third");
  EXPECT_EQ(::testing::internal::GetCapturedStderr(), "otelwrap: telemetry warning: third\n");
}

TEST(ErrorLog, ForwardsErrorsAndWarningsOfTheSdk) {
  std::vector<std::string> texts;
  const auto handler = Collect(texts);
  InstallErrorLog(handler);
  // By itself the SDK keeps what is below a warning from every handler.
  const auto level = internal_log::GlobalLogHandler::GetLogLevel();
  internal_log::GlobalLogHandler::SetLogLevel(internal_log::LogLevel::Debug);
  OTEL_INTERNAL_LOG_ERROR("broken");
  OTEL_INTERNAL_LOG_WARN("odd");
  OTEL_INTERNAL_LOG_INFO("fine");
  internal_log::GlobalLogHandler::SetLogLevel(level);
  RemoveErrorLog(handler);
  OTEL_INTERNAL_LOG_WARN("after the end");
  EXPECT_THAT(texts, ElementsAre("error: broken", "warning: odd"));
}

TEST(ErrorLog, TheSdksComplaintsAboutItsOwnEndAreDropped) {
  std::vector<std::string> texts;
  const auto handler = Collect(texts);
  InstallErrorLog(handler);
  OTEL_INTERNAL_LOG_WARN("[MeterContext::Shutdown] Shutdown can be invoked only once.");
  OTEL_INTERNAL_LOG_WARN("MetricReader::Collect invoked while Shutdown in progress!");
  OTEL_INTERNAL_LOG_WARN("something else");
  RemoveErrorLog(handler);
  EXPECT_THAT(texts, ElementsAre("warning: something else"));
}

TEST(ErrorLog, TheEndOfAnOlderHandlerLeavesTheNewerOne) {
  std::vector<std::string> old_texts;
  std::vector<std::string> new_texts;
  const auto older = Collect(old_texts);
  const auto newer = Collect(new_texts);
  InstallErrorLog(older);
  InstallErrorLog(newer);
  RemoveErrorLog(older);
  OTEL_INTERNAL_LOG_ERROR("broken");
  RemoveErrorLog(newer);
  EXPECT_THAT(old_texts, ElementsAre());
  EXPECT_THAT(new_texts, ElementsAre("error: broken"));
}

}  // namespace
}  // namespace otelwrap::telemetry
