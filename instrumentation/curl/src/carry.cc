// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "carry.h"

#include <algorithm>

namespace otelwrap::curl {
namespace {

char Lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}

bool Same(std::string_view one, std::string_view other) noexcept {
  return std::equal(one.begin(), one.end(), other.begin(), other.end(),
                    [](char a, char b) { return Lower(a) == Lower(b); });
}

bool StartsWith(std::string_view text, std::string_view lower) noexcept {
  return Same(text.substr(0, lower.size()), lower);
}

}  // namespace

Carry MayCarry(const Instrumentation& instrumentation, const Origin& first,
               const Origin& hop) noexcept {
  const bool leaves_tls = first.https && !hop.https;
  if (Same(first.host, hop.host) && !leaves_tls) return Carry::kEverything;
  if (instrumentation.trusted_redirects().Allows(hop.host)) return Carry::kEverything;
  return instrumentation.cross_host();
}

bool IsBaggage(std::string_view name) noexcept {
  return Same(name, "baggage") || StartsWith(name, "uberctx-") || StartsWith(name, "ot-baggage-");
}

}  // namespace otelwrap::curl
