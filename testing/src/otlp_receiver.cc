// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/otlp_receiver.h>

#include <utility>

#include "http_server.h"
#include "otlp_endpoint.h"
#include "otlp_store.h"

namespace otelwrap::testing {
namespace {

std::string UrlOf(const std::string& address, uint16_t port) {
  const bool v6 = address.find(':') != std::string::npos;
  return "http://" + (v6 ? "[" + address + "]" : address) + ":" + std::to_string(port);
}

}  // namespace

class OtlpReceiver::Impl {
 public:
  explicit Impl(const OtlpReceiverOptions& options)
      : store(options.max_records), endpoint(&store, options.max_body_bytes) {}

  OtlpStore store;
  OtlpEndpoint endpoint;
  std::unique_ptr<HttpServer> server;
  std::string url;
};

OtlpReceiver::OtlpReceiver(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

OtlpReceiver::~OtlpReceiver() { Stop(); }

std::unique_ptr<OtlpReceiver> OtlpReceiver::Start(const OtlpReceiverOptions& options,
                                                  std::string* error) {
  auto impl = std::make_unique<Impl>(options);
  std::string why;
  impl->server = HttpServer::Start(
      {options.address, options.port, options.max_body_bytes, options.idle_timeout},
      &impl->endpoint, &why);
  if (error != nullptr) *error = why;
  if (!impl->server) return nullptr;
  impl->url = UrlOf(options.address, impl->server->Port());
  return std::unique_ptr<OtlpReceiver>(new OtlpReceiver(std::move(impl)));
}

void OtlpReceiver::Stop() {
  impl_->server->Stop();
  impl_->store.Close();
}

uint16_t OtlpReceiver::Port() const { return impl_->server->Port(); }
std::string OtlpReceiver::Url() const { return impl_->url; }

std::vector<ReceivedSpan> OtlpReceiver::Traces() const {
  return impl_->store.With([](const Received& all) { return all.spans; });
}

std::vector<ReceivedMetricPoint> OtlpReceiver::Metrics() const {
  return impl_->store.With([](const Received& all) { return all.metrics; });
}

std::vector<ReceivedLogRecord> OtlpReceiver::Logs() const {
  return impl_->store.With([](const Received& all) { return all.logs; });
}

Received OtlpReceiver::Take() { return impl_->store.Take(); }
size_t OtlpReceiver::RefusedRequests() const { return impl_->store.Refusals(); }
std::string OtlpReceiver::LastRefusal() const { return impl_->store.LastRefusal(); }

bool OtlpReceiver::WaitForSpans(size_t count, std::chrono::milliseconds timeout) const {
  return impl_->store.Wait([&](const Received& all) { return all.spans.size() >= count; }, timeout);
}

bool OtlpReceiver::WaitForMetrics(size_t count, std::chrono::milliseconds timeout) const {
  return impl_->store.Wait([&](const Received& all) { return all.metrics.size() >= count; },
                           timeout);
}

bool OtlpReceiver::WaitForLogs(size_t count, std::chrono::milliseconds timeout) const {
  return impl_->store.Wait([&](const Received& all) { return all.logs.size() >= count; }, timeout);
}

bool OtlpReceiver::WaitForSpans(const SpanPredicate& done,
                                std::chrono::milliseconds timeout) const {
  return impl_->store.Wait([&](const Received& all) { return done(all.spans); }, timeout);
}

bool OtlpReceiver::WaitForAny(std::chrono::milliseconds timeout) const {
  return impl_->store.Wait(
      [](const Received& all) {
        return !all.spans.empty() || !all.metrics.empty() || !all.logs.empty();
      },
      timeout);
}

}  // namespace otelwrap::testing
