// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The providers of each mode, global while the object lives, as users have them:
//
//   bare        nothing attached          off        the component's switch is off
//   no-op       the API's own providers   unsampled  SDK, a sampler that drops
//   sampled     SDK, AlwaysOn, a processor that drops the finished span
//
// The W3C propagators (trace context, baggage) are installed in all but bare.

#pragma once

#include "harness/subject.h"

namespace otelwrap::benchmarks {

class ModeScope {
 public:
  ModeScope(Mode mode, bool metrics);
  ~ModeScope();
  ModeScope(const ModeScope&) = delete;
  ModeScope& operator=(const ModeScope&) = delete;
};

}  // namespace otelwrap::benchmarks
