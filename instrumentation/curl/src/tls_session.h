// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the TLS library under libcurl tells of the connection that a request goes over. libcurl only
// hands its session over; OpenSSL is asked by name, if it is the one that libcurl uses, so that
// nobody need link it.
//
// Threads: within a callback of the transfer only: the session is gone afterwards. Ownership:
// copies. Errors: none; another TLS library, or one that can't be found, tells nothing.

#pragma once

#include <curl/curl.h>
#include <otelwrap/common/attributes.h>
#include <otelwrap/common/fixed_text.h>

#include <string_view>

namespace otelwrap::curl {

struct TlsSession {
  common::FixedText<8> version;  // "1.2", "1.3"; empty: not known, and nothing else is
  common::FixedText<64> cipher;  // by its IANA name
  bool resumed = false;
};

TlsSession ReadTlsSession(CURL* handle) noexcept;

// Pure: "TLSv1.3" -> "1.3"; empty for what is no TLS.
std::string_view TlsVersion(std::string_view name) noexcept;

void DescribeTlsSession(const TlsSession& session, common::AttributeSet& attributes) noexcept;

}  // namespace otelwrap::curl
