// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A text as the OpenTelemetry API takes it. Ownership: a view of the caller's text.

#pragma once

#include <opentelemetry/nostd/string_view.h>

#include <string_view>

namespace otelwrap::common {

inline opentelemetry::nostd::string_view View(std::string_view text) noexcept {
  return {text.data(), text.size()};
}

}  // namespace otelwrap::common
