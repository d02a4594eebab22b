// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The three signals as the SDK's own exporters send them, field by field.

#include <gmock/gmock.h>
#include <opentelemetry/exporters/otlp/otlp_http_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_log_record_exporter_factory.h>
#include <opentelemetry/exporters/otlp/otlp_http_metric_exporter_factory.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/sdk/logs/logger_provider.h>
#include <opentelemetry/sdk/logs/simple_log_record_processor_factory.h>
#include <opentelemetry/sdk/metrics/export/periodic_exporting_metric_reader_factory.h>
#include <opentelemetry/sdk/metrics/meter_provider.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <opentelemetry/sdk/trace/simple_processor_factory.h>
#include <opentelemetry/sdk/trace/tracer_provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/testing/otlp_receiver.h>

#include <chrono>
#include <cstdio>
#include <memory>
#include <ostream>
#include <string>
#include <thread>

#include "gzip.h"
#include "raw_http.h"

namespace otelwrap::testing {
namespace {

namespace otlp = opentelemetry::exporter::otlp;
namespace sdk = opentelemetry::sdk;
namespace trace = opentelemetry::trace;
using ::testing::ElementsAre;

constexpr std::chrono::seconds kPatience{10};

struct Wire {
  const char* name;
  otlp::HttpRequestContentType content_type;
};

std::ostream& operator<<(std::ostream& out, const Wire& wire) { return out << wire.name; }

class OtlpReceiverWire : public ::testing::TestWithParam<Wire> {
 protected:
  template <typename Options>
  Options ExporterOptions(const char* path) const {
    Options options;
    options.url = receiver_->Url() + path;
    options.content_type = GetParam().content_type;
    return options;
  }

  static sdk::resource::Resource Service() {
    return sdk::resource::Resource::Create({{"service.name", "orders"}, {"replica", 2}},
                                           "https://example.org/resource");
  }

  static void ExpectSource(const ReceivedSource& source) {
    EXPECT_EQ(source.service_name, "orders");
    EXPECT_EQ(source.resource.at("replica"), 2);
    EXPECT_EQ(source.scope_name, "a scope");
    EXPECT_EQ(source.scope_version, "1.2");
    EXPECT_EQ(source.scope_schema_url, "https://example.org/scope");
  }

  std::unique_ptr<OtlpReceiver> receiver_ = OtlpReceiver::Start({});
};

std::string Hex(const trace::SpanId& id) {
  char hex[16];
  id.ToLowerBase16(hex);
  return {hex, sizeof hex};
}

TEST_P(OtlpReceiverWire, ASpanArrivesWithEveryField) {
  sdk::trace::TracerProvider provider(
      sdk::trace::SimpleSpanProcessorFactory::Create(otlp::OtlpHttpExporterFactory::Create(
          ExporterOptions<otlp::OtlpHttpExporterOptions>("/v1/traces"))),
      Service());
  auto tracer = provider.GetTracer("a scope", "1.2", "https://example.org/scope");
  auto parent = tracer->StartSpan("parent");
  trace::StartSpanOptions options;
  options.kind = trace::SpanKind::kClient;
  options.parent = parent->GetContext();
  options.start_system_time =
      opentelemetry::common::SystemTimestamp(std::chrono::nanoseconds(1001));
  auto span = tracer->StartSpan(
      "GET", {{"text", "ä\n"}, {"flag", true}, {"count", int64_t{1} << 62U}, {"share", 0.5}},
      {{parent->GetContext(), {{"why", "because"}}}}, options);
  span->AddEvent("retry", opentelemetry::common::SystemTimestamp(std::chrono::nanoseconds(1002)),
                 {{"attempt", 2}});
  span->SetStatus(trace::StatusCode::kError, "no route");
  span->End();

  ASSERT_TRUE(receiver_->WaitForSpans(1, kPatience)) << receiver_->LastRefusal();
  const ReceivedSpan got = receiver_->Traces().at(0);
  ExpectSource(got);
  EXPECT_EQ(got.resource_schema_url, "https://example.org/resource");
  char trace_id[32];
  span->GetContext().trace_id().ToLowerBase16(trace_id);
  EXPECT_EQ(got.trace_id, std::string(trace_id, sizeof trace_id));
  EXPECT_EQ(got.span_id, Hex(span->GetContext().span_id()));
  EXPECT_EQ(got.parent_span_id, Hex(parent->GetContext().span_id()));
  EXPECT_EQ(got.name, "GET");
  EXPECT_EQ(got.kind, ReceivedSpanKind::kClient);
  EXPECT_EQ(got.start_unix_nanos, 1001U);
  EXPECT_GE(got.end_unix_nanos, 1001U);
  EXPECT_EQ(got.flags & 1U, 1U);
  EXPECT_EQ(got.attributes,
            (ReceivedAttributes{
                {"count", int64_t{1} << 62U}, {"flag", true}, {"share", 0.5}, {"text", "ä\n"}}));
  ASSERT_EQ(got.events.size(), 1U);
  EXPECT_EQ(got.events[0].name, "retry");
  EXPECT_EQ(got.events[0].unix_nanos, 1002U);
  EXPECT_EQ(got.events[0].attributes.at("attempt"), 2);
  ASSERT_EQ(got.links.size(), 1U);
  EXPECT_EQ(got.links[0].trace_id, got.trace_id);
  EXPECT_EQ(got.links[0].span_id, got.parent_span_id);
  EXPECT_EQ(got.links[0].attributes.at("why"), "because");
  EXPECT_EQ(got.status, ReceivedStatus::kError);
  EXPECT_EQ(got.status_message, "no route");
  EXPECT_EQ(receiver_->RefusedRequests(), 0U);
}

TEST_P(OtlpReceiverWire, AMetricArrivesWithEveryField) {
  sdk::metrics::MeterProvider provider(std::make_unique<sdk::metrics::ViewRegistry>(), Service());
  provider.AddMetricReader(sdk::metrics::PeriodicExportingMetricReaderFactory::Create(
      otlp::OtlpHttpMetricExporterFactory::Create(
          ExporterOptions<otlp::OtlpHttpMetricExporterOptions>("/v1/metrics")),
      {}));
  auto meter = provider.GetMeter("a scope", "1.2", "https://example.org/scope");
  auto counter = meter->CreateUInt64Counter("calls", "how many", "{call}");
  counter->Add(3, {{"http.request.method", "GET"}}, {});
  auto histogram = meter->CreateDoubleHistogram("duration", "how long", "s");
  histogram->Record(0.25, {{"http.request.method", "GET"}}, {});
  histogram->Record(7, {{"http.request.method", "GET"}}, {});
  ASSERT_TRUE(provider.ForceFlush());

  ASSERT_TRUE(receiver_->WaitForMetrics(2, kPatience)) << receiver_->LastRefusal();
  for (const ReceivedMetricPoint& point : receiver_->Metrics()) {
    ExpectSource(point);
    EXPECT_EQ(point.attributes, (ReceivedAttributes{{"http.request.method", "GET"}}));
    EXPECT_EQ(point.temporality, ReceivedTemporality::kCumulative);
    EXPECT_GT(point.unix_nanos, 0U);
    if (point.name == "calls") {
      EXPECT_EQ(point.description, "how many");
      EXPECT_EQ(point.unit, "{call}");
      EXPECT_EQ(point.type, ReceivedMetricType::kSum);
      EXPECT_TRUE(point.monotonic);
      EXPECT_EQ(point.value, 3);
    } else {
      EXPECT_EQ(point.name, "duration");
      EXPECT_EQ(point.unit, "s");
      EXPECT_EQ(point.type, ReceivedMetricType::kHistogram);
      EXPECT_EQ(point.count, 2U);
      EXPECT_EQ(point.sum, 7.25);
      EXPECT_EQ(point.min, 0.25);
      EXPECT_EQ(point.max, 7);
      ASSERT_GE(point.bounds.size(), 3U);
      EXPECT_EQ(point.bounds[1], 5);
      ASSERT_EQ(point.bucket_counts.size(), point.bounds.size() + 1);
      EXPECT_EQ(point.bucket_counts[1], 1U);
      EXPECT_EQ(point.bucket_counts[2], 1U);
    }
  }
  EXPECT_EQ(receiver_->RefusedRequests(), 0U);
}

TEST_P(OtlpReceiverWire, ALogRecordArrivesWithEveryField) {
  sdk::logs::LoggerProvider provider(
      sdk::logs::SimpleLogRecordProcessorFactory::Create(
          otlp::OtlpHttpLogRecordExporterFactory::Create(
              ExporterOptions<otlp::OtlpHttpLogRecordExporterOptions>("/v1/logs"))),
      Service());
  auto logger = provider.GetLogger("a logger", "a scope", "1.2", "https://example.org/scope");
  const uint8_t trace_id[16] = {0xab, 1};
  const uint8_t span_id[8] = {0xcd, 2};
  auto record = logger->CreateLogRecord();
  record->SetTimestamp(opentelemetry::common::SystemTimestamp(std::chrono::nanoseconds(1003)));
  record->SetSeverity(opentelemetry::logs::Severity::kWarn);
  record->SetBody("disk full");
  record->SetAttribute("disk", "sda");
  record->SetTraceId(trace::TraceId(trace_id));
  record->SetSpanId(trace::SpanId(span_id));
  logger->EmitLogRecord(std::move(record));

  ASSERT_TRUE(receiver_->WaitForLogs(1, kPatience)) << receiver_->LastRefusal();
  const ReceivedLogRecord got = receiver_->Logs().at(0);
  ExpectSource(got);
  EXPECT_EQ(got.unix_nanos, 1003U);
  EXPECT_EQ(got.severity_number, 13);
  EXPECT_EQ(got.severity_text, "WARN");
  EXPECT_EQ(got.body, "disk full");
  EXPECT_EQ(got.attributes.at("disk"), "sda");
  EXPECT_EQ(got.trace_id, "ab010000000000000000000000000000");
  EXPECT_EQ(got.span_id, "cd02000000000000");
  EXPECT_EQ(receiver_->RefusedRequests(), 0U);
}

INSTANTIATE_TEST_SUITE_P(All, OtlpReceiverWire,
                         ::testing::Values(Wire{"Protobuf", otlp::HttpRequestContentType::kBinary},
                                           Wire{"Json", otlp::HttpRequestContentType::kJson}),
                         [](const auto& wire) { return std::string(wire.param.name); });

constexpr char kSpanInJson[] = R"({"resourceSpans":[{"resource":{"attributes":[
    {"key":"service.name","value":{"stringValue":"by hand"}}]},"scopeSpans":[{"spans":[{
    "traceId":"0AF7651916CD43DD8448EB211C80319C","spanId":"b7ad6b7169203331",
    "parentSpanId":"","name":"hello","kind":"SPAN_KIND_SERVER","startTimeUnixNano":"18446744073709551615",
    "endTimeUnixNano":7,"later":{"field":true},"status":{"code":2},
    "attributes":[
      {"key":"traceId","value":{"stringValue":"not an id"}},
      {"key":"bytes","value":{"bytesValue":"AAEC"}},
      {"key":"list","value":{"arrayValue":{"values":[{"intValue":"-3"},{"boolValue":false}]}}},
      {"key":"map","value":{"kvlistValue":{"values":[{"key":"a","value":{"doubleValue":1.5}}]}}},
      {"key":"none","value":{}}]}]}]}]})";

TEST(OtlpReceiver, ReadsJsonByTheSpecification) {
  const auto receiver = OtlpReceiver::Start({});
  RawConnection connection(receiver->Port());
  connection.Send(PostText("/v1/traces?tenant=1", "Application/JSON; charset=utf-8", kSpanInJson));
  const std::string answer = connection.Answer();
  EXPECT_EQ(StatusOf(answer), 200) << answer;
  EXPECT_EQ(BodyOf(answer), "{}");
  const ReceivedSpan span = receiver->Traces().at(0);
  EXPECT_EQ(span.service_name, "by hand");
  EXPECT_EQ(span.trace_id, "0af7651916cd43dd8448eb211c80319c");
  EXPECT_EQ(span.span_id, "b7ad6b7169203331");
  EXPECT_EQ(span.parent_span_id, "");
  EXPECT_EQ(span.kind, ReceivedSpanKind::kServer);
  EXPECT_EQ(span.start_unix_nanos, UINT64_MAX);
  EXPECT_EQ(span.end_unix_nanos, 7U);
  EXPECT_EQ(span.status, ReceivedStatus::kError);
  EXPECT_EQ(span.attributes.at("traceId"), "not an id");
  EXPECT_EQ(span.attributes.at("bytes"), (ReceivedValue::Bytes{std::string("\0\1\2", 3)}));
  EXPECT_EQ(span.attributes.at("list"), (ReceivedValue::List{-3, false}));
  EXPECT_EQ(span.attributes.at("map"), (ReceivedValue::Map{{"a", 1.5}}));
  EXPECT_EQ(span.attributes.at("none"), ReceivedValue());
}

// By hand: Debian's exporters are built without compression.
TEST(OtlpReceiver, UnpacksGzipInOneMemberOrSeveral) {
  const auto receiver = OtlpReceiver::Start({});
  RawConnection connection(receiver->Port());
  const std::string body = kSpanInJson;
  const std::string two_members = Gzip(body.substr(0, 50)) + Gzip(body.substr(50));
  for (const std::string& packed : {Gzip(body), two_members}) {
    connection.Send(
        PostText("/v1/traces", "application/json", packed, "Content-Encoding: GZIP\r\n"));
    EXPECT_EQ(StatusOf(connection.Answer()), 200);
  }
  ASSERT_EQ(receiver->Traces().size(), 2U);
  EXPECT_EQ(receiver->Traces()[1].name, "hello");
}

std::string Chunk(const std::string& data) {
  char size[32];
  std::snprintf(size, sizeof size, "%zx\r\n", data.size());
  return size + data + "\r\n";
}

TEST(OtlpReceiver, ServesManyRequestsOnOneConnectionChunkedOnesAmongThem) {
  const auto receiver = OtlpReceiver::Start({});
  RawConnection connection(receiver->Port());
  const std::string body = kSpanInJson;
  for (int i = 0; i < 3; ++i) {
    connection.Send(PostText("/v1/traces", "application/json", body));
    EXPECT_EQ(StatusOf(connection.Answer()), 200);
  }
  connection.Send(
      "POST /v1/traces HTTP/1.1\r\nHost: here\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n" +
      Chunk(body.substr(0, 100)) + Chunk(body.substr(100)) + "0\r\n\r\n");
  EXPECT_EQ(StatusOf(connection.Answer()), 200);
  EXPECT_EQ(receiver->Traces().size(), 4U);
}

TEST(OtlpReceiver, AnswersWhoWaitsForContinue) {
  const auto receiver = OtlpReceiver::Start({});
  RawConnection connection(receiver->Port());
  const std::string request =
      PostText("/v1/traces", "application/json", kSpanInJson, "Expect: 100-continue\r\n");
  const size_t head = request.find("\r\n\r\n") + 4;
  connection.Send(request.substr(0, head));
  EXPECT_EQ(StatusOf(connection.Answer()), 100);
  connection.Send(request.substr(head));
  EXPECT_EQ(StatusOf(connection.Answer()), 200);
}

TEST(OtlpReceiver, WaitingEndsByArrivalByTimeAndByStop) {
  using std::chrono::milliseconds;
  const auto receiver = OtlpReceiver::Start({});
  EXPECT_FALSE(receiver->WaitForSpans(1, milliseconds(20)));
  EXPECT_FALSE(receiver->WaitForAny(milliseconds(0)));
  RawConnection connection(receiver->Port());
  std::thread sender([&] {
    std::this_thread::sleep_for(milliseconds(30));
    connection.Send(PostText("/v1/traces", "application/json", kSpanInJson));
  });
  EXPECT_TRUE(receiver->WaitForSpans(
      [](const std::vector<ReceivedSpan>& spans) { return !spans.empty(); }, kPatience));
  sender.join();
  EXPECT_TRUE(receiver->WaitForAny(milliseconds(0)));
  EXPECT_EQ(receiver->Take().spans.size(), 1U);
  EXPECT_TRUE(receiver->Traces().empty());

  std::thread stopper([&] {
    std::this_thread::sleep_for(milliseconds(30));
    receiver->Stop();
  });
  EXPECT_FALSE(receiver->WaitForSpans(1, std::chrono::minutes(5)));
  stopper.join();
  receiver->Stop();
  EXPECT_FALSE(RawConnection(receiver->Port()).Connected());
}

TEST(OtlpReceiver, StopsWithConnectionsOpenAndSendersBusy) {
  auto receiver = OtlpReceiver::Start({});
  const uint16_t port = receiver->Port();
  RawConnection idle(port);
  RawConnection half(port);
  half.Send("POST /v1/traces HTTP/1.1\r\nContent-Le");
  std::thread sender([port] {
    for (int i = 0; i < 200; ++i) {
      RawConnection connection(port);
      connection.Send(PostText("/v1/traces", "application/json", kSpanInJson));
    }
  });
  receiver->WaitForSpans(10, kPatience);
  receiver.reset();
  sender.join();
  EXPECT_EQ(idle.Rest(), "");
}

TEST(OtlpReceiver, ListensOnIpv6) {
  OtlpReceiverOptions options;
  options.address = "::1";
  std::string error;
  const auto receiver = OtlpReceiver::Start(options, &error);
  if (!receiver) GTEST_SKIP() << "no IPv6 here: " << error;
  EXPECT_EQ(receiver->Url(), "http://[::1]:" + std::to_string(receiver->Port()));
}

}  // namespace
}  // namespace otelwrap::testing
