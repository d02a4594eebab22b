// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>
#include <opentelemetry/metrics/noop.h>
#include <otelwrap/common/instruments_of.h>

#include <memory>

namespace otelwrap::common {
namespace {

using Meter = opentelemetry::nostd::shared_ptr<opentelemetry::metrics::Meter>;

struct Example {
  explicit Example(const Meter& from) : meter(from) {}
  const Meter meter;
};

struct Other {
  explicit Other(const Meter& from) : meter(from) {}
  const Meter meter;
};

// What is seen where metrics are wanted.
struct SeenWith : ProviderSnapshot {
  explicit SeenWith(const Meter& from) {
    meter = from;
    duration = std::shared_ptr<Histogram>(
        new opentelemetry::metrics::NoopHistogram<double>("duration", "", "s"));
  }
};

Meter MakeMeter() { return Meter(new opentelemetry::metrics::NoopMeter); }

TEST(InstrumentsOfTest, WithoutAMeterOrADurationThereAreNone) {
  EXPECT_EQ(InstrumentsOf<Example>(SeenWith(Meter())), nullptr);
  ProviderSnapshot unwanted;
  unwanted.meter = MakeMeter();
  EXPECT_EQ(InstrumentsOf<Example>(unwanted), nullptr);
}

TEST(InstrumentsOfTest, AreOneSetForEachMeterAndKind) {
  const Meter meters[] = {MakeMeter(), MakeMeter()};
  const Example* sets[] = {InstrumentsOf<Example>(SeenWith(meters[0])),
                           InstrumentsOf<Example>(SeenWith(meters[1]))};
  for (const int i : {0, 1, 1, 0, 0}) {
    ASSERT_NE(sets[i], nullptr);
    EXPECT_EQ(sets[i]->meter.get(), meters[i].get());
    EXPECT_EQ(InstrumentsOf<Example>(SeenWith(meters[i])), sets[i]);
  }
  EXPECT_EQ(InstrumentsOf<Other>(SeenWith(meters[0]))->meter.get(), meters[0].get());
}

}  // namespace
}  // namespace otelwrap::common
