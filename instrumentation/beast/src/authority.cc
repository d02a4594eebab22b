// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "authority.h"

#include <algorithm>
#include <charconv>

namespace otelwrap::beast {
namespace {

constexpr size_t kMaxHost = 255;

bool IsAlphanumeric(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool IsHostCharacter(char c) noexcept {
  return IsAlphanumeric(c) || c == '.' || c == '-' || c == '_';
}

bool IsV6Character(char c) noexcept {
  return IsAlphanumeric(c) || c == '.' || c == ':' || c == '%';
}

std::string_view Checked(std::string_view host, bool (*allowed)(char) noexcept) noexcept {
  const bool good = host.size() <= kMaxHost && std::all_of(host.begin(), host.end(), allowed);
  return good ? host : std::string_view();
}

int64_t ReadPort(std::string_view text) noexcept {
  constexpr int64_t kMaxPort = 65535;
  int64_t port = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), port);
  const bool good = read.ec == std::errc() && read.ptr == text.data() + text.size();
  return good && port > 0 && port <= kMaxPort ? port : 0;
}

}  // namespace

std::string_view TrimBlanks(std::string_view text) noexcept {
  const size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool SameIgnoringCase(std::string_view text, std::string_view lower) noexcept {
  return text.size() == lower.size() &&
         std::equal(text.begin(), text.end(), lower.begin(), [](char a, char b) {
           return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + ('a' - 'A')) : a) == b;
         });
}

Authority ReadAuthority(std::string_view text) noexcept {
  text = TrimBlanks(text);
  Authority authority;
  std::string_view rest;
  if (!text.empty() && text.front() == '[') {
    const size_t end = text.find(']');
    if (end == std::string_view::npos) return authority;
    authority.host = Checked(text.substr(1, end - 1), IsV6Character);
    rest = text.substr(end + 1);
  } else {
    const size_t colon = text.find(':');
    if (colon != std::string_view::npos && text.find(':', colon + 1) != std::string_view::npos) {
      authority.host = Checked(text, IsV6Character);  // a bare IPv6 address, as X-Forwarded-For has
      return authority;
    }
    authority.host = Checked(text.substr(0, colon), IsHostCharacter);
    if (colon != std::string_view::npos) rest = text.substr(colon);
  }
  if (!authority.host.empty() && !rest.empty() && rest.front() == ':') {
    authority.port = ReadPort(rest.substr(1));
  }
  return authority;
}

}  // namespace otelwrap::beast
