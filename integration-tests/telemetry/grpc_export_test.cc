// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What Start() makes, seen from a collector that speaks OTLP over gRPC.

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>
#include <opentelemetry/proto/collector/logs/v1/logs_service.grpc.pb.h>
#include <opentelemetry/proto/collector/metrics/v1/metrics_service.grpc.pb.h>
#include <opentelemetry/proto/collector/trace/v1/trace_service.grpc.pb.h>
#include <otelwrap/telemetry/telemetry.h>

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "signals.h"

namespace otelwrap::telemetry {
namespace {

namespace collector = opentelemetry::proto::collector;
using ::testing::ElementsAre;
using ::testing::IsSupersetOf;

// The names of what arrived: spans, metrics, bodies of log records.
class Arrived {
 public:
  void Add(const std::string& name) {
    const std::lock_guard<std::mutex> lock(mutex_);
    names_.push_back(name);
  }
  std::vector<std::string> Names() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return names_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> names_;
};

class Traces final : public collector::trace::v1::TraceService::Service {
 public:
  Arrived arrived;

 private:
  ::grpc::Status Export(::grpc::ServerContext*,
                        const collector::trace::v1::ExportTraceServiceRequest* request,
                        collector::trace::v1::ExportTraceServiceResponse*) override {
    for (const auto& resource : request->resource_spans()) {
      for (const auto& scope : resource.scope_spans()) {
        for (const auto& span : scope.spans()) arrived.Add(span.name());
      }
    }
    return ::grpc::Status::OK;
  }
};

class Metrics final : public collector::metrics::v1::MetricsService::Service {
 public:
  Arrived arrived;

 private:
  ::grpc::Status Export(::grpc::ServerContext*,
                        const collector::metrics::v1::ExportMetricsServiceRequest* request,
                        collector::metrics::v1::ExportMetricsServiceResponse*) override {
    for (const auto& resource : request->resource_metrics()) {
      for (const auto& scope : resource.scope_metrics()) {
        for (const auto& metric : scope.metrics()) arrived.Add(metric.name());
      }
    }
    return ::grpc::Status::OK;
  }
};

class Logs final : public collector::logs::v1::LogsService::Service {
 public:
  Arrived arrived;

 private:
  ::grpc::Status Export(::grpc::ServerContext*,
                        const collector::logs::v1::ExportLogsServiceRequest* request,
                        collector::logs::v1::ExportLogsServiceResponse*) override {
    for (const auto& resource : request->resource_logs()) {
      for (const auto& scope : resource.scope_logs()) {
        for (const auto& record : scope.log_records()) arrived.Add(record.body().string_value());
      }
    }
    return ::grpc::Status::OK;
  }
};

TEST(OverGrpc, AllSignalsArrive) {
  Traces traces;
  Metrics metrics;
  Logs logs;
  int port = 0;
  ::grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", ::grpc::InsecureServerCredentials(), &port);
  builder.RegisterService(&traces);
  builder.RegisterService(&metrics);
  builder.RegisterService(&logs);
  const std::unique_ptr<::grpc::Server> server = builder.BuildAndStart();
  ASSERT_NE(server, nullptr);

  Options options;
  options.protocol = "grpc";
  options.endpoint = "http://127.0.0.1:" + std::to_string(port);
  auto telemetry = Start(options);
  MakeOneOfEach();
  EXPECT_TRUE(telemetry.Shutdown());
  server->Shutdown();

  EXPECT_THAT(traces.arrived.Names(), ElementsAre("work"));
  // Cumulative: once for each time that the reader collected.
  EXPECT_THAT(metrics.arrived.Names(),
              IsSupersetOf({"http.client.request.duration", "db.client.operation.duration"}));
  EXPECT_THAT(logs.arrived.Names(), ElementsAre("worked"));
}

}  // namespace
}  // namespace otelwrap::telemetry
