// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

#include <opentelemetry/logs/logger.h>
#include <opentelemetry/logs/provider.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <opentelemetry/trace/tracer.h>
#include <otelwrap/testing/log_catcher.h>
#include <otelwrap/testing/log_matchers.h>
#include <otelwrap/testing/span_catcher.h>
#include <thread>

namespace otelwrap::testing {
namespace {

namespace logs = opentelemetry::logs;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

auto Logger() {
  return logs::Provider::GetLoggerProvider()->GetLogger("logger", "scope", "1.2", "https://schema");
}

logs::LoggerProvider* Global() { return logs::Provider::GetLoggerProvider().get(); }

TEST(LogCatcher, PutsTheOldProviderBackLastInFirstOut) {
  const auto* const before = Global();
  {
    LogCatcher outer;
    const auto* const outer_provider = Global();
    {
      LogCatcher inner;
      Logger()->Info("inner");
      EXPECT_THAT(inner.Records(), SizeIs(1));
    }
    EXPECT_EQ(Global(), outer_provider);
    EXPECT_THAT(outer.Records(), IsEmpty());
  }
  EXPECT_EQ(Global(), before);
}

TEST(LogCatcher, OutlivedByALoggerDropsItsRecords) {
  opentelemetry::nostd::shared_ptr<logs::Logger> late;
  {
    LogCatcher first;
    late = Logger();
  }
  LogCatcher second;
  late->Info("late");
  EXPECT_THAT(second.Records(), IsEmpty());
}

TEST(LogCatcher, OnlyShowsWhatCameInstead) {
  LogCatcher catcher;
  EXPECT_NONFATAL_FAILURE(catcher.Only(), "exactly one log record, got 0");
  Logger()->Info("one");
  Logger()->Info("two");
  EXPECT_NONFATAL_FAILURE(catcher.Only(), "INFO \"two\"");
}

TEST(LogCatcher, CatchesEverythingOfARecord) {
  LogCatcher catcher;
  SpanCatcher spans;
  const auto span =
      opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("t")->StartSpan("span");
  {
    const opentelemetry::trace::Scope scope(span);
    const opentelemetry::common::SystemTimestamp time(std::chrono::seconds(100));
    Logger()->EmitLogRecord(logs::Severity::kWarn2, "body", time,
                            opentelemetry::common::MakeAttributes({{"n", 7}}));
  }
  span->End();
  const LogRecord record = catcher.Only();
  EXPECT_THAT(record,
              AllOf(BodyIs("body"), SeverityIs("WARN2"), WrittenIn(spans.Only()),
                    AttributesAre({{"n", 7}}), FromScope("scope", "1.2", "https://schema")));
  EXPECT_EQ(record.severity_number, 14);
  EXPECT_EQ(record.timestamp.time_since_epoch(), std::chrono::seconds(100));
  EXPECT_GT(record.observed_timestamp, record.timestamp);
  EXPECT_EQ(record.resource.at("telemetry.sdk.language"), AttributeValue("cpp"));
  const std::string text = ::testing::PrintToString(record);
  for (const std::string& part : {std::string("WARN2 \"body\""), record.trace_id, record.span_id,
                                  std::string("n = 7"), std::string("scope 1.2")}) {
    EXPECT_THAT(text, HasSubstr(part));
  }
}

TEST(LogCatcher, WaitsForAnotherThreadAndClears) {
  LogCatcher catcher;
  std::thread other([] {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    Logger()->Error("other");
  });
  EXPECT_THAT(catcher.WaitFor(1), ElementsAre(BodyIs("other")));
  other.join();
  EXPECT_THAT(catcher.WaitFor(2, std::chrono::milliseconds(10)), SizeIs(1));
  catcher.Clear();
  EXPECT_THAT(catcher.Records(), IsEmpty());
}

TEST(LogMatchers, RefuseWhatIsNotSo) {
  LogRecord record;
  record.body = "body";
  record.severity_text = "INFO";
  record.trace_id = "4bf92f3577b34da6a3ce929d0e0e4736";
  record.span_id = "00f067aa0ba902b7";
  Span span;
  span.trace_id = record.trace_id;
  span.span_id = record.span_id;
  EXPECT_THAT(record, WrittenIn(span));
  EXPECT_THAT(record, Not(WrittenOutsideOfSpans()));
  EXPECT_THAT(record, Not(BodyIs("bod")));
  EXPECT_THAT(record, Not(BodyIs(Number(::testing::_))));
  EXPECT_THAT(record, Not(SeverityIs("WARN")));
  span.flags = 1;
  EXPECT_THAT(record, Not(WrittenIn(span)));
  EXPECT_THAT(LogRecord(), WrittenOutsideOfSpans());
}

}  // namespace
}  // namespace otelwrap::testing
