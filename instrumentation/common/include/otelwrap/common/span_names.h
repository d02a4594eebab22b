// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Span names by the semantic conventions (v1.43): low in cardinality, made without allocation.
//
// Threads: pure functions. Errors: an empty part is left out; a long name is cut.

#pragma once

#include <otelwrap/common/fixed_text.h>
#include <otelwrap/config.h>

#include <string_view>

namespace otelwrap::common {

using SpanName = FixedText<256>;

// "{method} {target}", or "{method}"; an unknown method is shown as "HTTP". The target is a route
// or a URL template, never a path.
OTELWRAP_API SpanName HttpSpanName(std::string_view method, std::string_view target) noexcept;

// The query's summary; else "{operation} {target}", "{operation}", "{target}", or the system's
// name.
OTELWRAP_API SpanName DbSpanName(std::string_view summary, std::string_view operation,
                                 std::string_view target, std::string_view system) noexcept;

// "package.Service/Method", or "grpc" where the method is not known.
OTELWRAP_API SpanName RpcSpanName(std::string_view method) noexcept;

}  // namespace otelwrap::common
