// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "subjects/curl_by_hand.h"

#include <curl/curl.h>
#include <opentelemetry/context/context.h>
#include <opentelemetry/metrics/meter.h>
#include <opentelemetry/metrics/provider.h>
#include <opentelemetry/metrics/sync_instruments.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/span_startoptions.h>
#include <opentelemetry/trace/tracer.h>

#include <chrono>
#include <memory>
#include <stdexcept>

#include "subjects/curl_server.h"

namespace otelwrap::benchmarks {
namespace {

namespace metrics = opentelemetry::metrics;
namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
using opentelemetry::common::SteadyTimestamp;
using SteadyClock = std::chrono::steady_clock;

size_t CountBody(char*, size_t size, size_t count, void* total) {
  *static_cast<size_t*>(total) += size * count;
  return size * count;
}

// A handle with room for a traceparent in its list.
class Client {
 public:
  Client() : handle_(curl_easy_init()), node_{header_, nullptr} {
    curl_easy_setopt(handle_, CURLOPT_URL, StubUrl().c_str());
    curl_easy_setopt(handle_, CURLOPT_WRITEFUNCTION, CountBody);
    curl_easy_setopt(handle_, CURLOPT_WRITEDATA, &received_);
    curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, &node_);
  }
  ~Client() { curl_easy_cleanup(handle_); }
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  void SetParent(const trace::SpanContext& span) {
    span.trace_id().ToLowerBase16(nostd::span<char, 32>(header_ + kTraceId, 32));
    span.span_id().ToLowerBase16(nostd::span<char, 16>(header_ + kSpanId, 16));
    header_[kFlags] = span.IsSampled() ? '1' : '0';
  }
  void Perform() {
    received_ = 0;
    const CURLcode result = curl_easy_perform(handle_);
    if (result != CURLE_OK || received_ != kCurlBodySize) {
      throw std::runtime_error(std::string("curl by hand: ") + curl_easy_strerror(result));
    }
  }
  template <class T>
  T Info(CURLINFO info) {
    T value{};
    curl_easy_getinfo(handle_, info, &value);
    return value;
  }

 private:
  static constexpr size_t kTraceId = 16;
  static constexpr size_t kSpanId = 49;
  static constexpr size_t kFlags = 67;

  CURL* const handle_;
  char header_[72] = "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
  curl_slist node_;
  size_t received_ = 0;
};

class Tracing {
 public:
  Tracing()
      : tracer_(trace::Provider::GetTracerProvider()->GetTracer("by.hand")),
        meter_(metrics::Provider::GetMeterProvider()->GetMeter("by.hand")),
        duration_(meter_->CreateDoubleHistogram("http.client.request.duration", "", "s")),
        port_(std::stoll(StubUrl().substr(StubUrl().rfind(':') + 1))) {}

  void Perform(Client& client) {
    trace::StartSpanOptions options;
    options.kind = trace::SpanKind::kClient;
    const SteadyClock::time_point start = SteadyClock::now();
    options.start_steady_time = SteadyTimestamp(start);
    const auto span = tracer_->StartSpan(
        "GET",
        {{"http.request.method", "GET"}, {"server.address", "127.0.0.1"}, {"server.port", port_}},
        options);
    client.SetParent(span->GetContext());
    if (span->IsRecording()) span->SetAttribute("url.full", StubUrl());
    client.Perform();
    const int64_t status = client.Info<long>(CURLINFO_RESPONSE_CODE);
    if (span->IsRecording()) Describe(client, status, *span);
    trace::EndSpanOptions end;
    const SteadyClock::time_point now = SteadyClock::now();
    end.end_steady_time = SteadyTimestamp(now);
    span->End(end);
    duration_->Record(std::chrono::duration<double>(now - start).count(),
                      {{"http.request.method", "GET"},
                       {"server.address", "127.0.0.1"},
                       {"server.port", port_},
                       {"http.response.status_code", status},
                       {"network.protocol.version", "1.1"}},
                      opentelemetry::context::Context{});
  }

 private:
  static void Describe(Client& client, int64_t status, trace::Span& span) {
    span.SetAttribute("http.response.status_code", status);
    span.SetAttribute("network.protocol.version", "1.1");
    span.SetAttribute("network.peer.address", client.Info<char*>(CURLINFO_PRIMARY_IP));
    span.SetAttribute("network.peer.port", int64_t{client.Info<long>(CURLINFO_PRIMARY_PORT)});
  }

  const nostd::shared_ptr<trace::Tracer> tracer_;
  const nostd::shared_ptr<metrics::Meter> meter_;
  const nostd::unique_ptr<metrics::Histogram<double>> duration_;
  const int64_t port_;
};

}  // namespace

Work CurlByHand() {
  return [](size_t times) {
    static Client client;
    Tracing tracing;
    for (size_t i = 0; i < times; ++i) tracing.Perform(client);
  };
}

Work CurlWithHeader() {
  return [](size_t times) {
    static Client client;
    for (size_t i = 0; i < times; ++i) client.Perform();
  };
}

}  // namespace otelwrap::benchmarks
