// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <otelwrap/common/semconv.h>

namespace otelwrap::mysql {

namespace semconv = common::semconv;
using common::Use;

namespace {

// A text by its parts: passed whole, a constant of two words is read from a page of constants.
constexpr std::string_view ByParts(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

}  // namespace

[[gnu::hot]] void Describe(const Peer& peer, const CallFacts& facts,
                           common::AttributeSet& attributes) noexcept {
  attributes.AddLiteral(Use::kBoth, semconv::kDbSystemName, peer.system);
  if (peer.target != nullptr) {
    attributes.AddShared(Use::kBoth, semconv::kServerAddress, peer.target->address());
    if (peer.target->port() != 0) {
      attributes.AddInt(Use::kBoth, semconv::kServerPort, peer.target->port());
    }
    if (peer.unix_socket) attributes.AddLiteral(Use::kSpan, semconv::kNetworkTransport, "unix");
  }
  if (!facts.schema.empty())
    attributes.AddText(Use::kBoth, ByParts(semconv::kDbNamespace), facts.schema);
  if (!facts.operation.empty()) {
    attributes.AddLiteral(Use::kBoth, semconv::kDbOperationName, facts.operation);
  }
  if (!facts.summary.empty()) {
    // The metric's set must have room left for the error's number.
    constexpr size_t kRoom = common::AttributeSet::kTextCapacity - 32;
    const bool fits = facts.schema.size() + facts.summary.size() <= kRoom;
    attributes.AddText(fits ? Use::kBoth : Use::kSpan, ByParts(semconv::kDbQuerySummary),
                       facts.summary);
  }
}

}  // namespace otelwrap::mysql
