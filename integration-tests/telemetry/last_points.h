// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The points of a cumulative metric arrive as often as the reader collects: the last one counts.

#pragma once

#include <otelwrap/testing/otlp_receiver.h>

#include <map>
#include <string>

namespace otelwrap::telemetry {

inline std::map<std::string, testing::ReceivedMetricPoint> LastPoints(
    const testing::OtlpReceiver& receiver) {
  std::map<std::string, testing::ReceivedMetricPoint> last;
  for (auto& point : receiver.Metrics()) last[point.name] = point;
  return last;
}

}  // namespace otelwrap::telemetry
