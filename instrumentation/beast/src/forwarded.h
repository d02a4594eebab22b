// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a trusted proxy says of the client, from Forwarded (RFC 7239) or X-Forwarded-*: of each list
// the first element, the one nearest to the client.
//
// Threads: pure. Ownership: views of the headers. Errors: what can't be read is left empty.

#pragma once

#include <otelwrap/beast/request_view.h>

#include <string_view>

#include "authority.h"

namespace otelwrap::beast {

struct Forwarded {
  std::string_view client;  // an address, without its port; not "unknown", not "_hidden"
  Authority host;
  std::string_view scheme;  // "http", "https", or empty
};

Forwarded ReadForwarded(const RequestView& request) noexcept;

}  // namespace otelwrap::beast
