// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What every carrier of incoming headers shares: the rules for lines that a stranger wrote. A
// carrier of a library derives from it and only says which lines a name has.
//
//   - several `tracestate` or `baggage` lines count as one, joined with ','
//   - two `traceparent` lines (or two of any other header) count as none: joined they would be a
//     value that nobody sent
//   - a value with a control character counts as absent
//   - all lines of a name together are at most kMaxInboundBytes long and kMaxInboundLines many:
//     what is more counts as absent, and is not read
//
// Threads: one thread at a time. Ownership: Get() returns a view of the library's own line, or of
// the carrier's buffer where lines were joined; valid until the carrier or the message is gone.
// Errors: none; memory running out counts as absent.

#pragma once

#include <opentelemetry/context/propagation/text_map_propagator.h>
#include <opentelemetry/nostd/function_ref.h>
#include <opentelemetry/nostd/string_view.h>
#include <otelwrap/config.h>

#include <cstddef>
#include <string>

namespace otelwrap::propagators {

inline constexpr size_t kMaxInboundBytes = 8192;
inline constexpr size_t kMaxInboundLines = 64;

class OTELWRAP_API InboundCarrier : public opentelemetry::context::propagation::TextMapCarrier {
 public:
  opentelemetry::nostd::string_view Get(opentelemetry::nostd::string_view key) const noexcept final;
  // Incoming headers are not written.
  void Set(opentelemetry::nostd::string_view, opentelemetry::nostd::string_view) noexcept final {}

 protected:
  using LineCallback =
      opentelemetry::nostd::function_ref<bool(opentelemetry::nostd::string_view value)>;

  // Calls back for each line of that name, in order, until the callback returns false. Names are
  // compared as the protocol does: without regard to case for HTTP and gRPC.
  virtual void ForEachLine(opentelemetry::nostd::string_view key,
                           LineCallback callback) const noexcept = 0;

 private:
  mutable std::string joined_tracestate_;
  mutable std::string joined_baggage_;
};

}  // namespace otelwrap::propagators
