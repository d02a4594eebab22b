// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/propagators/outbound_guard.h>

#include <algorithm>

namespace otelwrap::propagators {

namespace nostd = opentelemetry::nostd;

bool IsSafeHeaderText(nostd::string_view text) noexcept {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte >= 0x20 && byte != 0x7F) || byte == '\t';
  });
}

void OutboundGuard::Set(nostd::string_view key, nostd::string_view value) noexcept {
  const size_t size = key.size() + value.size();
  if (key.empty() || size > budget_ || !IsSafeHeaderText(key) || !IsSafeHeaderText(value)) return;
  budget_ -= size;
  inner_.Set(key, value);
}

}  // namespace otelwrap::propagators
