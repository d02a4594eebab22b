// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "carry.h"

#include <gtest/gtest.h>

namespace otelwrap::curl {
namespace {

TEST(MayCarry, AsksTheOptionsAboutOtherHostsAndForLeavingTls) {
  for (const Carry others : {Carry::kNothing, Carry::kTraceContext, Carry::kEverything}) {
    Options options;
    options.cross_host = others;
    const Instrumentation instrumentation(options);
    EXPECT_EQ(MayCarry(instrumentation, {"a.example", true}, {"b.example", true}), others);
    EXPECT_EQ(MayCarry(instrumentation, {"a.example", true}, {"x.a.example", true}), others);
    EXPECT_EQ(MayCarry(instrumentation, {"a.example", true}, {"a.example", false}), others);
  }
}

TEST(MayCarry, TakesEverythingToTheSameAndToTrustedHosts) {
  Options options;
  options.cross_host = Carry::kNothing;
  options.trusted_redirects = common::PropagationPolicy::OnlyTo({".shop.internal"});
  const Instrumentation instrumentation(options);
  EXPECT_EQ(MayCarry(instrumentation, {"A.example", false}, {"a.EXAMPLE", true}),
            Carry::kEverything);
  EXPECT_EQ(MayCarry(instrumentation, {"a.example", true}, {"b.shop.internal", true}),
            Carry::kEverything);
  EXPECT_EQ(MayCarry(instrumentation, {"a.example", true}, {"shop.external", true}),
            Carry::kNothing);
}

TEST(IsBaggage, KnowsItByItsNames) {
  for (const char* name : {"baggage", "Baggage", "uberctx-a", "ot-baggage-a"}) {
    EXPECT_TRUE(IsBaggage(name)) << name;
  }
  for (const char* name : {"", "bag", "traceparent", "uber-trace-id", "b3", "x-baggage"}) {
    EXPECT_FALSE(IsBaggage(name)) << name;
  }
}

}  // namespace
}  // namespace otelwrap::curl
