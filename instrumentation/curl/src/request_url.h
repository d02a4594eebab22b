// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A request's URL as libcurl will read it: an absolute one, with the scheme that libcurl guesses.
// The common form is only looked at; an odd one goes through libcurl's own URL parser.
//
// Threads: one at a time. Ownership: looks at the text that it is given, which must live as long.
// Errors: none; a text that is no URL has no host.

#pragma once

#include <otelwrap/common/url.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace otelwrap::curl {

class RequestUrl {
 public:
  // `default_scheme` is CURLOPT_DEFAULT_PROTOCOL, or empty; `port` CURLOPT_PORT, which goes before
  // the text's own, or 0.
  void Read(std::string_view text, std::string_view default_scheme = {}, long port = 0) noexcept;

  // Whether a transfer of it speaks HTTP, as far as can be told: also for a text that is no URL.
  bool IsHttp() const noexcept { return is_http_; }
  bool IsHttps() const noexcept { return is_https_; }
  std::string_view text() const noexcept { return text_; }
  std::string_view host() const noexcept { return host_; }
  int64_t port() const noexcept { return port_; }

 private:
  void Look() noexcept;
  void Normalise(std::string_view default_scheme, long port);

  std::string_view text_;
  std::string_view host_;
  int64_t port_ = 0;
  bool is_http_ = true;
  bool is_https_ = false;
  std::string normal_;
};

// Whether the host is an address already, so that no name is looked up.
bool IsAddress(std::string_view host) noexcept;

}  // namespace otelwrap::curl
