// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "error_log.h"

#include <gmock/gmock.h>
#include <opentelemetry/sdk/common/global_log_handler.h>

#include <memory>
#include <string>
#include <vector>

namespace otelwrap::telemetry {
namespace {

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
}

TEST(ErrorLog, ForwardsErrorsAndWarningsOfTheSdk) {
  std::vector<std::string> texts;
  const auto handler = Collect(texts);
  InstallErrorLog(handler);
  OTEL_INTERNAL_LOG_ERROR("broken");
  OTEL_INTERNAL_LOG_WARN("odd");
  OTEL_INTERNAL_LOG_INFO("fine");
  RemoveErrorLog(handler);
  OTEL_INTERNAL_LOG_WARN("after the end");
  EXPECT_THAT(texts, ElementsAre("error: broken", "warning: odd"));
}

TEST(ErrorLog, TheSdksComplaintAboutItsOwnEndIsDropped) {
  std::vector<std::string> texts;
  const auto handler = Collect(texts);
  InstallErrorLog(handler);
  OTEL_INTERNAL_LOG_WARN("[MeterContext::Shutdown] Shutdown can be invoked only once.");
  RemoveErrorLog(handler);
  EXPECT_THAT(texts, ElementsAre());
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
