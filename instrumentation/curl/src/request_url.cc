// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "request_url.h"

#include <arpa/inet.h>

#include <algorithm>
#include <exception>

#include "url_parser.h"

namespace otelwrap::curl {
namespace {

bool SameIgnoringCase(std::string_view text, std::string_view lower) noexcept {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
         });
}

bool IsDigit(char c) noexcept { return c >= '0' && c <= '9'; }

// Four numbers without leading zeros.
bool IsPlainIpv4(std::string_view host) noexcept {
  size_t numbers = 0;
  while (true) {
    const size_t dot = std::min(host.find('.'), host.size());
    const std::string_view number = host.substr(0, dot);
    if (number.empty() || number.size() > 3 || !std::all_of(number.begin(), number.end(), IsDigit))
      return false;
    if (number.size() > 1 && number.front() == '0') return false;
    ++numbers;
    if (dot == host.size()) return numbers == 4;
    host.remove_prefix(dot + 1);
  }
}

// "127.1", "0x7f000001": an address to libcurl, which it writes in the common form.
bool IsOddIpv4(std::string_view host) noexcept {
  const size_t label = host.rfind('.') + 1;  // 0 where there is no dot
  return label < host.size() && IsDigit(host[label]) && host.find(':') == std::string_view::npos &&
         !IsPlainIpv4(host);
}

// Letters, digits and what addresses have: libcurl takes such a host as it is written.
bool IsPlainHost(std::string_view host) noexcept {
  return std::all_of(host.begin(), host.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '-' || c == '_' || c == ':';
  });
}

}  // namespace

void RequestUrl::Read(std::string_view text, std::string_view default_scheme, long port) noexcept {
  text_ = text;
  Look();
  if (!is_http_ || text.empty()) return;
  const bool is_plain = !host_.empty() && IsPlainHost(host_) && !IsOddIpv4(host_);
  if (is_plain && (port == 0 || port == port_)) return;
  try {
    Normalise(default_scheme, port);
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): read as it was written
  }
}

void RequestUrl::Look() noexcept {
  host_ = {};
  port_ = 0;
  const size_t colon = text_.find("://");
  const std::string_view scheme =
      colon == std::string_view::npos ? std::string_view() : text_.substr(0, colon);
  is_https_ = SameIgnoringCase(scheme, "https");
  is_http_ = scheme.empty() || is_https_ || SameIgnoringCase(scheme, "http") ||
             scheme.find_first_of("/?#@") != std::string_view::npos;
  const auto parts = common::ParseUrl(text_);
  if (!parts) return;
  host_ = parts->host;
  port_ = parts->port;
}

void RequestUrl::Normalise(std::string_view default_scheme, long port) {
  std::string written(text_);
  if (!default_scheme.empty() && written.find("://") == std::string::npos) {
    written.insert(0, std::string(default_scheme) + "://");
  }
  if (!url_parser::Normalise(written, port, normal_)) return;
  text_ = normal_;
  Look();
}

bool IsAddress(std::string_view host) noexcept {
  char text[64];
  if (host.size() >= sizeof text) return false;
  host.copy(text, host.size());
  text[host.size()] = '\0';
  if (char* zone = std::find(text, text + host.size(), '%')) *zone = '\0';
  unsigned char bytes[16];
  return inet_pton(AF_INET, text, bytes) == 1 || inet_pton(AF_INET6, text, bytes) == 1;
}

}  // namespace otelwrap::curl
