// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/common/providers.h>
#include <otelwrap/common/suppression.h>
#include <otelwrap/common/switches.h>
#include <otelwrap/spdlog/otel_sink.h>
#include <otelwrap/testing/attribute_matchers.h>
#include <otelwrap/testing/log_catcher.h>
#include <otelwrap/testing/log_matchers.h>
#include <otelwrap/testing/span_catcher.h>
#include <spdlog/async.h>
#include <spdlog/details/os.h>
#include <spdlog/spdlog.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "severity.h"

namespace otelwrap::spdlog {
namespace {

using ::testing::_;
using ::testing::AllOf;
using testing::AttributesAre;
using testing::BodyIs;
using ::testing::ElementsAre;
using testing::FromScope;
using ::testing::IsEmpty;
using testing::SeverityIs;
using ::testing::SizeIs;
using testing::WrittenIn;
using testing::WrittenOutsideOfSpans;

class OtelSinkTest : public ::testing::Test {
 protected:
  OtelSinkTest() {
    const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
    span_ = tracer->StartSpan("handle");
  }

  static int64_t ThreadId() { return static_cast<int64_t>(::spdlog::details::os::thread_id()); }

  testing::SpanCatcher spans_;
  testing::LogCatcher logs_;
  opentelemetry::nostd::shared_ptr<opentelemetry::trace::Span> span_;
  std::shared_ptr<otel_sink_mt> sink_ = std::make_shared<otel_sink_mt>();
  ::spdlog::logger logger_{"orders", sink_};
};

TEST_F(OtelSinkTest, NothingIsMadeWhenOffOrSuppressed) {
  common::SetEnabled(common::Component::kSpdlog, false);
  logger_.error("off");
  common::SetEnabled(common::Component::kSpdlog, true);
  {
    const common::SuppressInstrumentation suppressed;
    logger_.error("suppressed");
  }
  EXPECT_THAT(logs_.Records(), IsEmpty());
}

TEST_F(OtelSinkTest, AFlushHookThatThrowsChangesNothing) {
  OtelSinkOptions options;
  int flushed = 0;
  options.flush = [&flushed] {
    ++flushed;
    throw std::runtime_error("no");
  };
  ::spdlog::logger logger("orders", std::make_shared<otel_sink_mt>(options));
  logger.flush();
  EXPECT_EQ(flushed, 1);
}

TEST_F(OtelSinkTest, AnAsynchronousLoggersRecordHasItsTextAndNameButNoWrongIds) {
  // The worker has a span of its own current, so that ids from the wrong thread would show.
  std::unique_ptr<opentelemetry::trace::Scope> workers_own;
  const auto pool = std::make_shared<::spdlog::details::thread_pool>(
      64, 1, [&] { workers_own = std::make_unique<opentelemetry::trace::Scope>(span_); },
      [&] { workers_own.reset(); });
  const auto logger = std::make_shared<::spdlog::async_logger>("async", sink_, pool);
  logger->info("one");
  logger->info("two");
  EXPECT_THAT(logs_.WaitFor(2),
              ElementsAre(AllOf(BodyIs("one"), WrittenOutsideOfSpans(), FromScope("async", _, _)),
                          AllOf(BodyIs("two"), WrittenOutsideOfSpans(), FromScope("async", _, _))));
}

TEST_F(OtelSinkTest, ARecordHasTheCallersIdsAndAllThatTheMessageSays) {
  {
    const opentelemetry::trace::Scope scope(span_);
    logger_.log(::spdlog::source_loc{"orders.cc", 42, "Sell"}, ::spdlog::level::warn, "sold {}", 3);
  }
  span_->End();
  EXPECT_THAT(logs_.Records(),
              ElementsAre(AllOf(BodyIs("sold 3"), SeverityIs("WARN"), WrittenIn(spans_.Only()),
                                FromScope("orders", _, _),
                                AttributesAre({{"thread.id", ThreadId()},
                                               {"code.file.path", "orders.cc"},
                                               {"code.line.number", 42},
                                               {"code.function.name", "Sell"}}))));
}

TEST_F(OtelSinkTest, WithoutASpanThereAreNoIds) {
  logger_.info("started");
  EXPECT_THAT(logs_.Records(), ElementsAre(AllOf(WrittenOutsideOfSpans(),
                                                 AttributesAre({{"thread.id", ThreadId()}}))));
}

TEST_F(OtelSinkTest, FollowsTheGlobalProvider) {
  logger_.info("first");
  common::RefreshProviders();
  const testing::LogCatcher newer;
  logger_.info("second");
  EXPECT_THAT(logs_.Records(), ElementsAre(BodyIs("first")));
  EXPECT_THAT(newer.Records(), ElementsAre(BodyIs("second")));
}

TEST_F(OtelSinkTest, ManyLoggerNamesShareAScopeInTheEnd) {
  for (int i = 0; i < 200; ++i) {
    ::spdlog::logger("name" + std::to_string(i), sink_).info("line");
  }
  const auto records = logs_.Records();
  ASSERT_THAT(records, SizeIs(200));
  EXPECT_THAT(records.front(), FromScope("name0", _, _));
  EXPECT_THAT(records.back(), FromScope("otelwrap.spdlog", _, _));
}

TEST(Severity, IsTheLowestOfEachRange) {
  const int expected[] = {1, 5, 9, 13, 17, 21, 0};
  for (int level = ::spdlog::level::trace; level <= ::spdlog::level::off; ++level) {
    EXPECT_EQ(static_cast<int>(SeverityOf(static_cast<::spdlog::level::level_enum>(level))),
              expected[level]);
  }
}

}  // namespace
}  // namespace otelwrap::spdlog
