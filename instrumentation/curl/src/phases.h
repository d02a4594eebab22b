// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Pure: a transfer's times -> the phases that really happened: name lookup, connect, TLS handshake.
//
// Only for a transfer that opened a connection, or tried to, and was not redirected (libcurl adds
// up the times of all hops). Through a proxy only the connect is told: the name that is looked up
// and the tunnel before the handshake are the proxy's affair.
//
// Threads: pure functions. Ownership: `name` is a copy; nothing else is kept. Errors: none; what
// can't be told is left out.

#pragma once

#include <otelwrap/common/attributes.h>
#include <otelwrap/common/fixed_text.h>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "tls_session.h"
#include "transfer_info.h"

namespace otelwrap::curl {

enum class PhaseKind : uint8_t { kNameLookup, kConnect, kTls, kQueue, kSend, kWait, kReceive };

struct PhaseTimes {
  PhaseKind kind;
  std::chrono::microseconds start;
  std::chrono::microseconds end;
  std::string_view error_type;  // empty: it succeeded
};

struct PhaseList {
  std::array<PhaseTimes, 4> items;
  size_t size = 0;
};

// What the phases are of: the URL's host and port, and whether it asked for TLS.
struct PhaseSubject {
  std::string_view host;
  int64_t port = 0;
  bool tls = false;
  const TlsSession* session = nullptr;  // null: not known
  bool elsewhere = false;               // the peer is another one
};

PhaseList FindPhases(const TransferInfo& info, const ConnectionTimes& times,
                     const PhaseSubject& subject) noexcept;

// "DNS lookup shop.example", "HTTP wait", "socket connect 192.0.2.1:443", "TLS client handshake
// shop.example".
common::FixedText<256> DescribePhaseName(PhaseKind kind, const TransferInfo& info,
                                         const PhaseSubject& subject) noexcept;
void DescribePhase(PhaseKind kind, const TransferInfo& info, const PhaseSubject& subject,
                   common::AttributeSet& attributes) noexcept;

}  // namespace otelwrap::curl
