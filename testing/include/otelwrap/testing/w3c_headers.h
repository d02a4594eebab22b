// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The W3C `traceparent` header as tests need it: made by hand, taken apart, compared with a span.
//
//   request.headers["traceparent"] = MakeTraceparent(kExampleTraceId, kExampleSpanId);
//   EXPECT_THAT(received_header, IsTraceparentOf(spans.Only()));
//
// Threads: free functions without state. Ownership: copies. Errors: what is not a traceparent of
// version 00, to the letter, reads as nullopt; IsTraceparentOf says what the text was instead.

#pragma once

#include <gmock/gmock.h>

#include <otelwrap/config.h>
#include <otelwrap/testing/span.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace otelwrap::testing {

// The ids of the specification's own examples.
inline constexpr char kExampleTraceId[] = "4bf92f3577b34da6a3ce929d0e0e4736";
inline constexpr char kExampleSpanId[] = "00f067aa0ba902b7";

struct Traceparent {
  std::string trace_id;
  std::string span_id;
  uint8_t flags = 0;
};

OTELWRAP_API std::string MakeTraceparent(std::string_view trace_id, std::string_view span_id,
                                         uint8_t flags = 1);
OTELWRAP_API std::string TraceparentOf(const Span& span);
OTELWRAP_API std::optional<Traceparent> ParseTraceparent(std::string_view text);
OTELWRAP_API ::testing::Matcher<const std::string&> IsTraceparentOf(const Span& span);

}  // namespace otelwrap::testing
