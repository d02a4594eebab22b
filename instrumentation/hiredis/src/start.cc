// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "start.h"

#include <otelwrap/common/semconv.h>

#include <memory>
#include <string>

#include "describe.h"
#include "mask.h"

namespace otelwrap::hiredis {
namespace {

using common::AttributeSet;
using common::Operation;

// What only a recording span, or a sampler that asks for all, is told.
void DescribeInFull(const Site& site, const Request& request, std::string* text,
                    AttributeSet* attributes) noexcept {
  const Instrumentation& instrumentation = site.instrumentation;
  DescribePeer(site.context, attributes);
  if (!instrumentation.query_text()) return;
  *text = MaskRequest(request, instrumentation.options().redaction, instrumentation.keys());
  if (!text->empty()) attributes->AddBorrowed(common::semconv::kDbQueryText, *text);
}

// Only hooks look at it; what a span says of the peer is copied from the context.
std::shared_ptr<const common::Target> TargetForHooks(const common::Options& options,
                                                     const Endpoint& endpoint) noexcept {
  if (!options.outcome && !options.span_attributes && !options.metric_attributes) return nullptr;
  return common::Target::Make(options, endpoint.address, endpoint.port);
}

// `describe` fills in the attributes, if a span or a metric will be made of them.
template <class DescribeIt>
Operation StartNamed(const Site& site, std::string_view name, DescribeIt describe) noexcept {
  AttributeSet attributes;
  std::shared_ptr<const common::Target> target;
  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.name = name;
  start.attributes = &attributes;
  start.native_handle = &site.context;
  return Operation::Start(site.instrumentation, start, [&]() noexcept {
    const Endpoint endpoint = EndpointOf(site.context);
    describe(endpoint, &attributes);
    target = TargetForHooks(site.instrumentation.options(), endpoint);
    start.target = target;
  });
}

}  // namespace

Operation StartCommand(const Site& site, const Request& request) noexcept {
  std::string text;
  const bool all = site.instrumentation.options().sampler_sees_all_attributes;
  Operation operation = StartNamed(
      site, SpanNameOf(request), [&](const Endpoint& endpoint, AttributeSet* attributes) noexcept {
        Describe(request, endpoint, site.database, attributes);
        if (all) DescribeInFull(site, request, &text, attributes);
      });
  if (!all && operation.IsRecording()) {
    AttributeSet more;
    DescribeInFull(site, request, &text, &more);
    operation.Add(more);
  }
  return operation;
}

Operation StartBatch(const Site& site, std::string_view name) noexcept {
  Operation operation =
      StartNamed(site, name, [&](const Endpoint& endpoint, AttributeSet* attributes) noexcept {
        attributes->AddBorrowed(common::semconv::kDbOperationName, name);
        DescribeConnection(endpoint, site.database, attributes);
      });
  if (operation.IsRecording()) {
    AttributeSet more;
    DescribePeer(site.context, &more);
    operation.Add(more);
  }
  return operation;
}

}  // namespace otelwrap::hiredis
