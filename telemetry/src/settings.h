// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Options and environment, resolved and checked: what the pipeline is built from. Pure: the
// environment comes in as a function.

#pragma once

#include <otelwrap/telemetry/telemetry.h>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace otelwrap::telemetry {

enum class Exporter { kOtlp, kConsole, kNone };
enum class Protocol { kHttpProtobuf, kHttpJson, kGrpc };
enum class SamplerKind { kAlwaysOn, kAlwaysOff, kTraceIdRatio };
enum class Propagator { kTraceContext, kBaggage, kB3, kB3Multi, kJaeger };

struct SignalSettings {
  Exporter exporter = Exporter::kOtlp;
  Protocol protocol = Protocol::kHttpProtobuf;
  std::string endpoint;  // empty: the exporter reads its own variables
  std::optional<std::chrono::milliseconds> timeout;
};

struct Settings {
  bool disabled = false;
  SignalSettings traces;
  SignalSettings metrics;
  SignalSettings logs;
  SamplerKind sampler = SamplerKind::kAlwaysOn;
  bool parent_based = true;
  double sampler_ratio = 1.0;
  std::vector<Propagator> propagators;
  std::chrono::milliseconds span_delay{5000};
  std::chrono::milliseconds metric_interval{60000};
  std::vector<std::string> problems;
};

// The variable's value; nothing where it is unset or empty.
using Environment = std::function<std::optional<std::string>(const std::string& name)>;

Settings Resolve(const Options& options, const Environment& environment);

}  // namespace otelwrap::telemetry
