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

Operation StartNamed(const Site& site, std::string_view name, const Endpoint& endpoint,
                     const AttributeSet& attributes) noexcept {
  const std::shared_ptr<const common::Target> target =
      TargetForHooks(site.instrumentation.options(), endpoint);
  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.name = name;
  start.attributes = &attributes;
  start.target = target;
  start.native_handle = &site.context;
  return Operation::Start(site.instrumentation, start);
}

}  // namespace

Operation StartCommand(const Site& site, const Request& request) noexcept {
  const Endpoint endpoint = EndpointOf(site.context);
  AttributeSet attributes;
  Describe(request, endpoint, site.database, &attributes);
  std::string text;
  const bool all = site.instrumentation.options().sampler_sees_all_attributes;
  if (all) DescribeInFull(site, request, &text, &attributes);
  Operation operation = StartNamed(site, SpanNameOf(request), endpoint, attributes);
  if (!all && operation.IsRecording()) {
    AttributeSet more;
    DescribeInFull(site, request, &text, &more);
    operation.Add(more);
  }
  return operation;
}

Operation StartBatch(const Site& site, std::string_view name) noexcept {
  const Endpoint endpoint = EndpointOf(site.context);
  AttributeSet attributes;
  attributes.AddBorrowed(common::semconv::kDbOperationName, name);
  DescribeConnection(endpoint, site.database, &attributes);
  Operation operation = StartNamed(site, name, endpoint, attributes);
  if (operation.IsRecording()) {
    AttributeSet more;
    DescribePeer(site.context, &more);
    operation.Add(more);
  }
  return operation;
}

}  // namespace otelwrap::hiredis
