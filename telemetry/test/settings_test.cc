// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace otelwrap::telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using Variables = std::map<std::string, std::string>;

Settings Resolved(const Options& options, const Variables& variables) {
  return Resolve(options, [&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    if (found == variables.end() || found->second.empty()) return std::nullopt;
    return found->second;
  });
}

TEST(Settings, SaysWhichVariableMakesNoSenseAndLeavesItOut) {
  const struct {
    const char* name;
    const char* value;
  } bad[] = {
      {"OTEL_TRACES_SAMPLER", "sometimes"},   {"OTEL_TRACES_SAMPLER_ARG", "1.5"},
      {"OTEL_TRACES_SAMPLER_ARG", "half"},    {"OTEL_TRACES_EXPORTER", "zipkin"},
      {"OTEL_EXPORTER_OTLP_PROTOCOL", "udp"}, {"OTEL_PROPAGATORS", "b4"},
      {"OTEL_BSP_SCHEDULE_DELAY", "-1"},      {"OTEL_METRIC_EXPORT_INTERVAL", "soon"},
      {"OTEL_EXPORTER_OTLP_TIMEOUT", "0"},
  };
  for (const auto& row : bad) {
    const Settings settings = Resolved({}, {{row.name, row.value}});
    ASSERT_FALSE(settings.problems.empty()) << row.name;
    EXPECT_THAT(settings.problems[0], HasSubstr(row.name));
    EXPECT_THAT(settings.problems[0], HasSubstr(row.value));
    EXPECT_EQ(settings.traces.exporter, Exporter::kOtlp);
    EXPECT_EQ(settings.sampler_ratio, 1.0);
  }
}

TEST(Settings, SaysWhichOptionMakesNoSense) {
  Options options;
  options.sampler_ratio = -0.1;
  options.protocol = "carrier pigeon";
  options.metric_interval = std::chrono::milliseconds(0);
  EXPECT_EQ(Resolved(options, {}).problems.size(), 5U);  // the protocol once for each signal
}

TEST(Settings, HasTheSpecificationsDefaults) {
  const Settings settings = Resolved({}, {});
  EXPECT_THAT(settings.problems, IsEmpty());
  EXPECT_FALSE(settings.disabled);
  EXPECT_TRUE(settings.parent_based);
  EXPECT_EQ(settings.sampler, SamplerKind::kAlwaysOn);
  EXPECT_THAT(settings.propagators, ElementsAre(Propagator::kTraceContext, Propagator::kBaggage));
  EXPECT_EQ(settings.traces.protocol, Protocol::kHttpProtobuf);
  EXPECT_EQ(settings.traces.endpoint, "");
  EXPECT_EQ(settings.span_delay, std::chrono::seconds(5));
  EXPECT_EQ(settings.metric_interval, std::chrono::minutes(1));
}

TEST(Settings, ReadsTheVariables) {
  const Settings settings = Resolved({}, {{"OTEL_SDK_DISABLED", "TRUE"},
                                          {"OTEL_TRACES_SAMPLER", "TraceIdRatio"},
                                          {"OTEL_TRACES_SAMPLER_ARG", "0.25"},
                                          {"OTEL_PROPAGATORS", "b3, tracecontext,b3"},
                                          {"OTEL_LOGS_EXPORTER", "none"},
                                          {"OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"},
                                          {"OTEL_EXPORTER_OTLP_METRICS_PROTOCOL", "http/json"},
                                          {"OTEL_EXPORTER_OTLP_TIMEOUT", "2500"},
                                          {"OTEL_BSP_SCHEDULE_DELAY", "200"},
                                          {"OTEL_METRIC_EXPORT_INTERVAL", "30s"}});
  EXPECT_THAT(settings.problems, IsEmpty());
  EXPECT_TRUE(settings.disabled);
  EXPECT_FALSE(settings.parent_based);
  EXPECT_EQ(settings.sampler, SamplerKind::kTraceIdRatio);
  EXPECT_EQ(settings.sampler_ratio, 0.25);
  EXPECT_THAT(settings.propagators, ElementsAre(Propagator::kB3, Propagator::kTraceContext));
  EXPECT_EQ(settings.logs.exporter, Exporter::kNone);
  EXPECT_EQ(settings.traces.protocol, Protocol::kGrpc);
  EXPECT_EQ(settings.metrics.protocol, Protocol::kHttpJson);
  EXPECT_EQ(settings.traces.timeout, std::chrono::milliseconds(2500));
  EXPECT_EQ(settings.span_delay, std::chrono::milliseconds(200));
  EXPECT_EQ(settings.metric_interval, std::chrono::seconds(30));
}

TEST(Settings, NoneMeansNoPropagator) {
  EXPECT_THAT(Resolved({}, {{"OTEL_PROPAGATORS", "none"}}).propagators, IsEmpty());
}

TEST(Settings, OptionsWinOverVariables) {
  Options options;
  options.endpoint = "http://collector:4318/";
  options.sampler = "always_off";
  options.traces_exporter = "console";
  options.propagators = {"jaeger"};
  options.span_delay = std::chrono::milliseconds(10);
  const Settings settings = Resolved(options, {{"OTEL_TRACES_SAMPLER", "always_on"},
                                               {"OTEL_TRACES_EXPORTER", "none"},
                                               {"OTEL_PROPAGATORS", "b3"},
                                               {"OTEL_BSP_SCHEDULE_DELAY", "200"}});
  EXPECT_EQ(settings.sampler, SamplerKind::kAlwaysOff);
  EXPECT_EQ(settings.traces.exporter, Exporter::kConsole);
  EXPECT_EQ(settings.traces.endpoint, "http://collector:4318/v1/traces");
  EXPECT_EQ(settings.metrics.endpoint, "http://collector:4318/v1/metrics");
  EXPECT_THAT(settings.propagators, ElementsAre(Propagator::kJaeger));
  EXPECT_EQ(settings.span_delay, std::chrono::milliseconds(10));
}

}  // namespace
}  // namespace otelwrap::telemetry
