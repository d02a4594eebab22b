// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Pure: a request -> its span's name and start attributes.
//
// Threads: pure functions. Errors: none; what is not known is left out.

#pragma once

#include <otelwrap/common/attributes.h>
#include <otelwrap/common/span_names.h>
#include <otelwrap/common/target.h>
#include <otelwrap/curl/trace_settings.h>

#include <cstdint>
#include <string_view>

namespace otelwrap::curl {

// The span's name. `method` empty: not known yet. `settings` may be null. Their template is of the
// URL first asked for: `elsewhere` is a hop that went to another one.
common::SpanName DescribeName(std::string_view method, const TraceSettings* settings,
                              bool elsewhere = false) noexcept;

// The same without settings. Lives for ever.
std::string_view PlainName(std::string_view method) noexcept;

// http.request.method, and http.request.method_original of one that is not known.
void DescribeMethod(std::string_view method, common::AttributeSet& attributes) noexcept;

// server.address, server.port.
void DescribeTarget(const common::Target& target, common::AttributeSet& attributes) noexcept;

// url.template.
void DescribeSettings(const TraceSettings& settings, common::AttributeSet& attributes) noexcept;

// http.request.resend_count, counted from 1.
void DescribeResend(int64_t count, common::AttributeSet& attributes) noexcept;

}  // namespace otelwrap::curl
