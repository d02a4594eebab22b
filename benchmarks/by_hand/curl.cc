// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "by_hand/curl.h"

#include <opentelemetry/context/context.h>

namespace otelwrap::benchmarks {
namespace {

namespace nostd = opentelemetry::nostd;
namespace trace = opentelemetry::trace;
using SteadyClock = std::chrono::steady_clock;

// Places in the header's text.
constexpr size_t kTraceId = 16;
constexpr size_t kSpanId = 49;
constexpr size_t kFlags = 67;

template <class T>
T Info(CURL* handle, CURLINFO info) {
  T value{};
  curl_easy_getinfo(handle, info, &value);
  return value;
}

}  // namespace

CurlClientWithHeader::CurlClientWithHeader(const std::string& url)
    : handle_(curl_easy_init()), node_{header_, nullptr} {
  curl_easy_setopt(handle_, CURLOPT_URL, url.c_str());
  curl_easy_setopt(handle_, CURLOPT_HTTPHEADER, &node_);
}

void CurlClientWithHeader::SetParent(const trace::SpanContext& span) {
  span.trace_id().ToLowerBase16(nostd::span<char, 32>(header_ + kTraceId, 32));
  span.span_id().ToLowerBase16(nostd::span<char, 16>(header_ + kSpanId, 16));
  header_[kFlags] = span.IsSampled() ? '1' : '0';
}

// http://host:port/...
CurlByHand::CurlByHand(CurlClientWithHeader& client, const std::string& url)
    : client_(client),
      url_(url),
      port_(std::stoll(url.substr(url.find(':', url.find("://") + 3) + 1))),
      instruments_("http.client.request.duration") {}

CURLcode CurlByHand::Perform() {
  const SteadyClock::time_point start = SteadyClock::now();
  const auto span = instruments_.tracer->StartSpan(
      "GET",
      {{"http.request.method", "GET"}, {"server.address", "127.0.0.1"}, {"server.port", port_}},
      ClientSpanFrom(start));
  client_.SetParent(span->GetContext());
  const bool recording = span->IsRecording();
  if (recording) span->SetAttribute("url.full", url_);
  const CURLcode result = client_.Perform();
  const int64_t status = Info<long>(client_.handle(), CURLINFO_RESPONSE_CODE);
  if (recording) Describe(status, *span);
  if (recording && result != CURLE_OK) span->SetStatus(trace::StatusCode::kError);
  const SteadyClock::time_point end = SteadyClock::now();
  span->End(EndAt(end));
  instruments_.duration->Record(std::chrono::duration<double>(end - start).count(),
                                {{"http.request.method", "GET"},
                                 {"server.address", "127.0.0.1"},
                                 {"server.port", port_},
                                 {"http.response.status_code", status},
                                 {"network.protocol.version", "1.1"}},
                                opentelemetry::context::Context{});
  return result;
}

void CurlByHand::Describe(int64_t status, trace::Span& span) const {
  span.SetAttribute("http.response.status_code", status);
  span.SetAttribute("network.protocol.version", "1.1");
  span.SetAttribute("network.peer.address", Info<char*>(client_.handle(), CURLINFO_PRIMARY_IP));
  span.SetAttribute("network.peer.port",
                    int64_t{Info<long>(client_.handle(), CURLINFO_PRIMARY_PORT)});
}

}  // namespace otelwrap::benchmarks
