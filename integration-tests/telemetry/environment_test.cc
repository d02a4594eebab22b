// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The OTEL_* variables, each set of them in a process of its own.

#include <gmock/gmock.h>
#include <otelwrap/testing/http_stub.h>
#include <otelwrap/testing/otlp_receiver.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "last_points.h"

namespace otelwrap::telemetry {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Pair;
using ::testing::SizeIs;

constexpr char kTraceparent[] =
    "traceparent\t00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\n";

struct ProbeRun {
  int status = -1;
  std::string output;
};

// Both outputs of the probe, run with these variables (NAME=value) and no others.
ProbeRun RunProbe(const std::vector<std::string>& variables) {
  std::string command = "exec env -i";
  for (const std::string& variable : variables) command += " '" + variable + "'";
  command += " '" OTELWRAP_TELEMETRY_PROBE "' 2>&1";
  ProbeRun run;
  std::FILE* pipe = popen(command.c_str(), "r");  // NOLINT(cert-env33-c): a command of our own
  if (pipe == nullptr) return run;
  std::array<char, 4096> buffer{};
  while (const size_t size = std::fread(buffer.data(), 1, buffer.size(), pipe)) {
    run.output.append(buffer.data(), size);
  }
  const int status = pclose(pipe);
  run.status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return run;
}

class Environment : public ::testing::Test {
 protected:
  void SetUp() override { ASSERT_NE(receiver_, nullptr); }

  ProbeRun RunWith(std::vector<std::string> variables) {
    variables.push_back("OTEL_EXPORTER_OTLP_ENDPOINT=" + receiver_->Url());
    return RunProbe(variables);
  }

  void ExpectReceived(size_t spans, size_t points, size_t logs) {
    EXPECT_THAT(receiver_->Traces(), SizeIs(spans));
    EXPECT_THAT(LastPoints(*receiver_), SizeIs(points));
    EXPECT_THAT(receiver_->Logs(), SizeIs(logs));
  }

  std::unique_ptr<testing::OtlpReceiver> receiver_ = testing::OtlpReceiver::Start({});
};

TEST_F(Environment, WhatMakesNoSenseIsSaidAndLeftOut) {
  const ProbeRun run = RunWith({"OTEL_TRACES_SAMPLER=sometimes"});
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr("OTEL_TRACES_SAMPLER is 'sometimes', which is left out"));
  ExpectReceived(1, 2, 1);
}

TEST_F(Environment, NothingButTheEndpointIsNeeded) {
  const ProbeRun run = RunWith({});
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_EQ(run.output, "baggage\ttenant=7\n" + std::string(kTraceparent));
  ExpectReceived(1, 2, 1);
  EXPECT_EQ(receiver_->Traces()[0].service_name.rfind("unknown_service", 0), 0U);
}

TEST_F(Environment, NamesTheServiceAndItsResource) {
  const ProbeRun run = RunWith(
      {"OTEL_SERVICE_NAME=orders", "OTEL_RESOURCE_ATTRIBUTES=service.version=2.1,host.name=box"});
  EXPECT_EQ(run.status, 0) << run.output;
  ExpectReceived(1, 2, 1);
  const auto spans = receiver_->Traces();
  ASSERT_THAT(spans, SizeIs(1));
  EXPECT_EQ(spans[0].service_name, "orders");
  EXPECT_EQ(testing::TextOf(spans[0].resource, "service.version"), "2.1");
  EXPECT_EQ(testing::TextOf(spans[0].resource, "host.name"), "box");
}

TEST_F(Environment, ChoosesTheProtocol) {
  testing::HttpStub collector;
  const ProbeRun run = RunProbe({"OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.url(""),
                                 "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
                                 "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL=http/json"});
  EXPECT_EQ(run.status, 0) << run.output;
  std::map<std::string, std::string> types;
  for (const auto& request : collector.Requests()) {
    types[request.target] = request.Header("content-type").value_or("");
  }
  EXPECT_THAT(types, ElementsAre(Pair("/v1/logs", "application/x-protobuf"),
                                 Pair("/v1/metrics", "application/x-protobuf"),
                                 Pair("/v1/traces", "application/json")));
}

TEST_F(Environment, AlwaysOffStopsSpansAndNotMetrics) {
  const ProbeRun run = RunWith({"OTEL_TRACES_SAMPLER=always_off"});
  EXPECT_EQ(run.status, 0) << run.output;
  ExpectReceived(0, 2, 1);
}

TEST_F(Environment, NoneStopsOneSignal) {
  const ProbeRun run = RunWith({"OTEL_TRACES_EXPORTER=none", "OTEL_METRICS_EXPORTER=none"});
  EXPECT_EQ(run.status, 0) << run.output;
  ExpectReceived(0, 0, 1);
}

TEST_F(Environment, DisabledSendsNothingAndStillPropagates) {
  const ProbeRun run = RunWith({"OTEL_SDK_DISABLED=true"});
  EXPECT_EQ(run.status, 0) << run.output;
  EXPECT_THAT(run.output, HasSubstr(kTraceparent));
  ExpectReceived(0, 0, 0);
}

TEST_F(Environment, ChoosesThePropagators) {
  const ProbeRun run = RunWith({"OTEL_PROPAGATORS=b3"});
  EXPECT_EQ(run.output, "b3\t0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-1\n");
  const ProbeRun none = RunWith({"OTEL_PROPAGATORS=none"});
  EXPECT_EQ(none.status, 0);
  EXPECT_EQ(none.output, "");
}

}  // namespace
}  // namespace otelwrap::telemetry
