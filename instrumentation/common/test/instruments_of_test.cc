// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>
#include <opentelemetry/metrics/noop.h>
#include <otelwrap/common/instruments_of.h>

namespace otelwrap::common {
namespace {

using Meter = opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter>;

struct Example {
  explicit Example(const Meter& its_meter) : meter(its_meter) {}
  const Meter meter;
};

struct Other {
  explicit Other(const Meter& its_meter) : meter(its_meter) {}
  const Meter meter;
};

Meter MakeMeter() { return Meter(new opentelemetry::metrics::NoopMeter); }

TEST(InstrumentsOfTest, WithoutAMeterThereAreNone) {
  EXPECT_EQ(InstrumentsOf<Example>(Meter()), nullptr);
}

TEST(InstrumentsOfTest, AreOneSetForEachMeterAndKind) {
  const Meter first = MakeMeter();
  const Meter second = MakeMeter();
  const Example* of_first = InstrumentsOf<Example>(first);
  const Example* of_second = InstrumentsOf<Example>(second);
  ASSERT_NE(of_first, nullptr);
  ASSERT_NE(of_second, nullptr);
  EXPECT_EQ(of_first->meter.get(), first.get());
  EXPECT_EQ(of_second->meter.get(), second.get());
  EXPECT_EQ(InstrumentsOf<Example>(first), of_first);
  EXPECT_EQ(InstrumentsOf<Example>(second), of_second);
  EXPECT_EQ(InstrumentsOf<Other>(first)->meter.get(), first.get());
}

}  // namespace
}  // namespace otelwrap::common
