// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/spdlog/pattern.h>
#include <otelwrap/testing/span_catcher.h>
#include <spdlog/async.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <sstream>
#include <string>

namespace otelwrap::spdlog {
namespace {

class PatternTest : public ::testing::Test {
 protected:
  PatternTest() {
    sink_ = std::make_shared<::spdlog::sinks::ostream_sink_mt>(lines_);
    sink_->set_formatter(MakeFormatter("%l: %*%v"));
    const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
    span_ = tracer->StartSpan("handle");
  }

  std::string ExpectedIds() {
    span_->End();
    const auto span = spans_.Only();
    // 01, and 03 where the SDK marks its trace ids as random.
    return "[trace_id=" + span.trace_id + " span_id=" + span.span_id + " trace_flags=0" +
           std::to_string(span.flags) + "] ";
  }

  testing::SpanCatcher spans_;
  std::ostringstream lines_;
  std::shared_ptr<::spdlog::sinks::ostream_sink_mt> sink_;
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> span_;
};

TEST_F(PatternTest, WithoutASpanTheLineIsAsItWas) {
  ::spdlog::logger logger("orders", sink_);
  logger.info("sold");
  EXPECT_EQ(lines_.str(), "info: sold\n");
}

TEST_F(PatternTest, SwitchedOffTheLineIsAsItWas) {
  ::spdlog::logger logger("orders", sink_);
  const opentelemetry::trace::Scope scope(span_);
  common::SetEnabled(common::Component::kSpdlog, false);
  logger.info("sold");
  common::SetEnabled(common::Component::kSpdlog, true);
  EXPECT_EQ(lines_.str(), "info: sold\n");
}

TEST_F(PatternTest, AnAsynchronousLoggerShowsNoIdsRatherThanWrongOnes) {
  // The worker has a span of its own current, so that ids from the wrong thread would show.
  std::unique_ptr<opentelemetry::trace::Scope> workers_own;
  auto pool = std::make_shared<::spdlog::details::thread_pool>(
      64, 1, [&] { workers_own = std::make_unique<opentelemetry::trace::Scope>(span_); },
      [&] { workers_own.reset(); });
  std::make_shared<::spdlog::async_logger>("orders", sink_, pool)->info("sold");
  pool.reset();  // the worker ends when it has written everything
  EXPECT_EQ(lines_.str(), "info: sold\n");
}

TEST_F(PatternTest, TheIdsAreThoseOfTheCurrentSpan) {
  ::spdlog::logger logger("orders", sink_);
  {
    const opentelemetry::trace::Scope scope(span_);
    logger.warn("sold out");
  }
  logger.info("later");
  EXPECT_EQ(lines_.str(), "warning: " + ExpectedIds() + "sold out\ninfo: later\n");
}

TEST_F(PatternTest, InstallReachesRegisteredAndLaterLoggers) {
  const auto before = std::make_shared<::spdlog::logger>("before", sink_);
  ::spdlog::register_logger(before);
  Install("%n %*%v");
  const auto later =
      ::spdlog::synchronous_factory::create<::spdlog::sinks::ostream_sink_mt>("later", lines_);
  {
    const opentelemetry::trace::Scope scope(span_);
    before->info("one");
    later->info("two");
  }
  ::spdlog::drop_all();
  const std::string ids = ExpectedIds();
  EXPECT_EQ(lines_.str(), "before " + ids + "one\nlater " + ids + "two\n");
}

}  // namespace
}  // namespace otelwrap::spdlog
