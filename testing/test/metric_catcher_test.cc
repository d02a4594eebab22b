// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>
#include <gtest/gtest-spi.h>

#include <opentelemetry/context/context.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/provider.h>
#include <otelwrap/testing/metric_catcher.h>
#include <otelwrap/testing/metric_matchers.h>

namespace otelwrap::testing {
namespace {

namespace metrics = opentelemetry::metrics;
using ::testing::AllOf;
using ::testing::DoubleEq;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Lt;
using ::testing::Not;

auto Meter() {
  return metrics::Provider::GetMeterProvider()->GetMeter("scope", "1.2", "https://schema");
}

// Made once for each catcher: a second instrument of the same name hides the first before 1.21.
class Duration {
 public:
  void Record(double seconds, const char* method) {
    histogram_->Record(seconds, {{"method", method}, {"port", 80}},
                       opentelemetry::context::Context{});
  }

 private:
  decltype(Meter()->CreateDoubleHistogram("")) histogram_ =
      Meter()->CreateDoubleHistogram("duration", "how long", "s");
};

metrics::MeterProvider* Global() { return metrics::Provider::GetMeterProvider().get(); }

TEST(MetricCatcher, PutsTheOldProviderBackLastInFirstOut) {
  const auto* const before = Global();
  {
    MetricCatcher outer;
    const auto* const outer_provider = Global();
    EXPECT_NE(outer_provider, before);
    {
      MetricCatcher inner;
      Duration().Record(0.5, "GET");
      EXPECT_EQ(inner.Named("duration").count, 1u);
    }
    EXPECT_EQ(Global(), outer_provider);
    EXPECT_THAT(outer.Collect(), IsEmpty());
  }
  EXPECT_EQ(Global(), before);
}

TEST(MetricCatcher, WithoutInstallingTheGlobalOneStays) {
  const auto* const before = Global();
  MetricCatcherOptions options;
  options.install_provider = false;
  MetricCatcher own(std::move(options));
  EXPECT_EQ(Global(), before);
  EXPECT_NE(own.provider().get(), before);
}

TEST(MetricCatcher, NamedShowsWhatCameInstead) {
  MetricCatcher catcher;
  Duration().Record(0.5, "GET");
  EXPECT_NONFATAL_FAILURE(catcher.Named("other"), "got 0; recorded: { \n  histogram \"duration\"");
}

TEST(MetricCatcher, HistogramsWithEverything) {
  MetricCatcher catcher;
  Duration duration;
  duration.Record(0.5, "GET");
  duration.Record(1.5, "GET");
  duration.Record(2, "PUT");
  EXPECT_THAT(catcher.Collect(),
              ElementsAre(AllOf(HistogramNamed("duration", "s"), HasCount(2), HasSum(DoubleEq(2)),
                                AttributesAre({{"method", "GET"}, {"port", 80}}),
                                FromScope("scope", "1.2", "https://schema")),
                          AllOf(HistogramNamed("duration", "s"), HasCount(1),
                                HasAttribute("method", "PUT"))));
  const MetricPoint point = catcher.Collect().front();
  EXPECT_EQ(point.description, "how long");
  EXPECT_EQ(point.min, 0.5);
  EXPECT_EQ(point.max, 1.5);
  EXPECT_EQ(point.counts.size(), point.boundaries.size() + 1);
}

TEST(MetricCatcher, ReadingTwiceChangesNothing) {
  MetricCatcher catcher;
  Duration duration;
  duration.Record(1, "GET");
  EXPECT_EQ(catcher.Named("duration").count, 1u);
  EXPECT_EQ(catcher.Named("duration").count, 1u);
  duration.Record(1, "GET");
  EXPECT_EQ(catcher.Named("duration").count, 2u);
}

TEST(MetricCatcher, Counters) {
  MetricCatcher catcher;
  Meter()->CreateUInt64Counter("sent", "", "By")->Add(7);
  const auto open = Meter()->CreateInt64UpDownCounter("open", "", "{connection}");
  open->Add(3);
  open->Add(-1);
  EXPECT_THAT(catcher.Collect(),
              ElementsAre(AllOf(UpDownCounterNamed("open", "{connection}"), HasValue(2)),
                          AllOf(CounterNamed("sent", "By"), HasValue(7), AttributesAre({}))));
}

TEST(MetricCatcher, CustomizeSeesTheProviderBeforeItIsInstalled) {
  MetricCatcherOptions options;
  const auto* const before = Global();
  int calls = 0;
  options.customize = [&](opentelemetry::sdk::metrics::MeterProvider& provider) {
    ++calls;
    EXPECT_NE(&provider, before);
    EXPECT_EQ(Global(), before);
  };
  MetricCatcher catcher(std::move(options));
  EXPECT_EQ(calls, 1);
}

TEST(MetricMatchers, RefuseWhatIsNotSo) {
  MetricPoint point;
  point.name = "duration";
  point.unit = "s";
  point.kind = MetricKind::kHistogram;
  point.count = 2;
  point.sum = 3;
  point.boundaries = {1, 2};
  EXPECT_THAT(point, Not(HistogramNamed("duration", "ms")));
  EXPECT_THAT(point, Not(HistogramNamed("durations", "s")));
  EXPECT_THAT(point, Not(CounterNamed("duration", "s")));
  EXPECT_THAT(point, Not(HasCount(1)));
  EXPECT_THAT(point, Not(HasSum(Lt(3))));
  EXPECT_THAT(point, Not(HasValue(3)));
  EXPECT_THAT(point, Not(HasBoundaries({1, 3})));
  EXPECT_THAT(point, AllOf(HistogramNamed("duration", "s"), HasCount(2), HasBoundaries({1, 2})));
  EXPECT_THAT(::testing::PrintToString(point), HasSubstr("boundaries [1.0, 2.0]"));
}

}  // namespace
}  // namespace otelwrap::testing
