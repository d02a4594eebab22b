// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/beast/client_span.h>
#include <otelwrap/common/semconv.h>

#include <string>

#include "authority.h"
#include "classify.h"
#include "describe.h"
#include "guarded.h"

namespace otelwrap::beast {
namespace {

using common::AttributeSet;
using common::Operation;
using common::OperationStart;
using common::Use;

}  // namespace

Origin::Origin(const Instrumentation& instrumentation, std::string_view scheme,
               std::string_view host, uint16_t port) noexcept
    : tls_(SameIgnoringCase(scheme, "https")) {
  if (port == 0) port = DefaultPort(tls_);
  target_ = common::Target::Make(instrumentation.options(), host, port);
}

Origin Origin::Of(const Instrumentation& instrumentation, const RequestView& request,
                  bool tls) noexcept {
  const Authority authority = TargetAuthority(request);
  return {instrumentation, tls ? "https" : "http", authority.host,
          static_cast<uint16_t>(authority.port)};
}

ClientSpan ClientSpan::Start(
    const Instrumentation& instrumentation, const RequestView& request, const Origin& origin,
    opentelemetry::context::propagation::TextMapCarrier& headers) noexcept {
  ClientSpan span;
  if (!common::Enabled(common::Component::kBeast)) return span;
  const Options& options = instrumentation.options();
  const common::Target* target = origin.target().get();
  Guarded([&] {
    Description description;
    std::string url;
    OperationStart start;
    start.kind = opentelemetry::trace::SpanKind::kClient;
    start.target = origin.target();
    start.filtered = !Passes(options.client_filter, request);
    span.operation_ = Operation::Start(instrumentation.client(), start, [&] {
      DescribeClient(request, target, description);
      if (options.sampler_sees_all_attributes) {
        DescribeUrl(request, origin.tls(), target, options, url, description.attributes);
      }
      start.name = description.name.view();
      start.attributes = &description.attributes;
    });
    if (span.IsRecording() && !options.sampler_sees_all_attributes) {
      AttributeSet dear;
      DescribeUrl(request, origin.tls(), target, options, url, dear);
      span.operation_.Add(dear);
    }
  });
  span.operation_.Inject(headers);
  return span;
}

void ClientSpan::SetPeer(const Peer& peer) noexcept {
  if (!IsRecording() || peer.address.empty()) return;
  AttributeSet attributes;
  attributes.AddBorrowed(common::semconv::kNetworkPeerAddress, peer.address.view());
  if (peer.port != 0) {
    attributes.AddInt(Use::kSpan, common::semconv::kNetworkPeerPort, peer.port);
  }
  operation_.Add(attributes);
}

void ClientSpan::FinishActive(unsigned status, unsigned version,
                              ::boost::system::error_code error) noexcept {
  if (operation_.IsObserved()) {
    operation_.End(ClassifyClient(status, version, error));
  } else {
    operation_.End({});
  }
}

}  // namespace otelwrap::beast
