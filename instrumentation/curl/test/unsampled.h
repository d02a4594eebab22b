// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the tests of transfers that nobody will see share: a tracer that samples nothing, no metric,
// and what the SDK itself allocates for such a span.

#pragma once

#include <opentelemetry/trace/provider.h>
#include <otelwrap/testing/allocation_counter.h>

#include <cstdint>
#include <memory>
#include <utility>

#include "fixture.h"

namespace otelwrap::curl {

class UnsampledTest : public ::testing::Test {
 protected:
  static testing::SpanCatcherOptions SampleNothing() {
    testing::SpanCatcherOptions options;
    options.sampling = testing::Sampling::kAlwaysOff;
    return options;
  }
  static std::shared_ptr<const Instrumentation> WithoutMetrics() {
    Options options;
    options.metrics = false;
    return MakeInstrumentation(options);
  }
  uint64_t AllocationsOfTheSdk() const {
    auto tracer = spans_.provider()->GetTracer("otelwrap.curl");
    const testing::AllocationCounter counter;
    tracer->StartSpan("GET")->End();
    return counter.Allocations();
  }

  const testing::SpanCatcher spans_{SampleNothing()};
  testing::HttpStub server_;
  const std::shared_ptr<const Instrumentation> quiet_ = WithoutMetrics();
};

}  // namespace otelwrap::curl
