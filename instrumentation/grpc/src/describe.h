// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// From gRPC's texts to what a span says: the pure half of both interceptors.
//
// Threads: pure functions. Ownership: results are views into the given texts. Errors: a text that
// can't be read gives an empty address, or stands whole where semconv says so.

#pragma once

#include <otelwrap/common/attributes.h>
#include <otelwrap/common/fixed_text.h>

#include <cstdint>
#include <string_view>

#include "method.h"

namespace otelwrap::grpc {

struct Endpoint {
  std::string_view address;
  int64_t port = 0;  // 0: none
};

// server.address and server.port of a channel's target. A target of several addresses or of an
// unknown scheme is its own address.
Endpoint ParseTarget(std::string_view target) noexcept;

// What peer() of a client or server context says, `ipv4:127.0.0.1:50051`. Before a connection it is
// something else, and has no address.
Endpoint ParsePeer(std::string_view peer) noexcept;

// The `:authority` that a caller sent: host and port.
Endpoint ParseAuthority(std::string_view authority) noexcept;

// At most 128 bytes of a stranger's text, with '?' for what is not printable ASCII.
using PrintableText = common::FixedText<128>;
PrintableText Printable(std::string_view text) noexcept;

void DescribeMethod(const Method& method, common::AttributeSet& attributes) noexcept;
void DescribePeer(const Endpoint& peer, common::AttributeSet& attributes) noexcept;
void DescribeAuthority(const Endpoint& authority, common::AttributeSet& attributes) noexcept;

}  // namespace otelwrap::grpc
