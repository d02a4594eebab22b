// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A carrier before a carrier: lets through what may be sent, and drops the rest whole. No control
// character ever leaves (a CR LF in baggage properties would start a header of the sender's
// choice), and all values together stay within one size budget.
//
//   OutboundGuard guard(carrier);
//   propagator->Inject(guard, context);
//
// Threads: one thread at a time. Ownership: keeps a reference to the inner carrier. Errors: none; a
// value that is dropped is left out of the carrier, the ones before it stay.

#pragma once

#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/nostd/string_view.h>
#include <otelwrap/config.h>

#include <cstddef>

namespace otelwrap::propagators {

// W3C Baggage: what every party must be able to carry.
inline constexpr size_t kMaxOutboundBytes = 8192;

class OTELWRAP_API OutboundGuard final
    : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  explicit OutboundGuard(opentelemetry::context::propagation::TextMapCarrier& inner,
                         size_t budget = kMaxOutboundBytes) noexcept
      : inner_(inner), budget_(budget) {}

  opentelemetry::nostd::string_view Get(
      opentelemetry::nostd::string_view key) const noexcept override {
    return inner_.Get(key);
  }
  void Set(opentelemetry::nostd::string_view key,
           opentelemetry::nostd::string_view value) noexcept override;

 private:
  opentelemetry::context::propagation::TextMapCarrier& inner_;
  size_t budget_;
};

// Whether the text holds neither control characters nor DEL. Bytes from 0x80 are let through.
OTELWRAP_API bool IsSafeHeaderText(opentelemetry::nostd::string_view text) noexcept;

}  // namespace otelwrap::propagators
