// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Pure: which of our headers the request of a hop may carry, by where the transfer began and where
// the hop goes to.
//
// Threads: pure functions. Errors: none.

#pragma once

#include <otelwrap/curl/instrumentation.h>

#include <string_view>

namespace otelwrap::curl {

struct Origin {
  std::string_view host;
  bool https = false;
};

// To the same host everything, unless it would leave TLS; to others what the options say.
Carry MayCarry(const Instrumentation& instrumentation, const Origin& first,
               const Origin& hop) noexcept;

// Whether a header is baggage, of any propagator that is known.
bool IsBaggage(std::string_view name) noexcept;

}  // namespace otelwrap::curl
