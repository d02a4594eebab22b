// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "forwarded.h"

namespace otelwrap::beast {
namespace {

// Cuts off and returns what stands before the mark; a mark between quotes is none.
std::string_view Next(std::string_view& text, char mark) noexcept {
  bool quoted = false;
  size_t at = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '"') quoted = !quoted;
    if (text[at] == mark && !quoted) break;
  }
  const std::string_view found = text.substr(0, at);
  text = at < text.size() ? text.substr(at + 1) : std::string_view();
  return TrimBlanks(found);
}

// Quoted pairs are not undone: no address, host or scheme needs one.
std::string_view Unquoted(std::string_view value) noexcept {
  if (value.size() < 2 || value.front() != '"' || value.back() != '"') return value;
  return value.substr(1, value.size() - 2);
}

std::string_view Client(std::string_view node) noexcept {
  const std::string_view host = ReadAuthority(node).host;
  return SameIgnoringCase(host, "unknown") || (!host.empty() && host.front() == '_')
             ? std::string_view()
             : host;
}

std::string_view Scheme(std::string_view text) noexcept {
  if (SameIgnoringCase(text, "https")) return "https";
  return SameIgnoringCase(text, "http") ? "http" : std::string_view();
}

Forwarded ReadStandard(std::string_view header) noexcept {
  Forwarded forwarded;
  std::string_view element = Next(header, ',');
  while (!element.empty()) {
    std::string_view pair = Next(element, ';');
    const std::string_view name = Next(pair, '=');
    const std::string_view value = Unquoted(TrimBlanks(pair));
    if (SameIgnoringCase(name, "for")) forwarded.client = Client(value);
    if (SameIgnoringCase(name, "host")) forwarded.host = ReadAuthority(value);
    if (SameIgnoringCase(name, "proto")) forwarded.scheme = Scheme(value);
  }
  return forwarded;
}

std::string_view First(std::string_view list) noexcept { return Next(list, ','); }

}  // namespace

Forwarded ReadForwarded(const RequestView& request) noexcept {
  Forwarded forwarded;
  if (!request.forwarded.empty()) forwarded = ReadStandard(request.forwarded);
  if (forwarded.client.empty()) forwarded.client = Client(First(request.forwarded_for));
  if (forwarded.host.host.empty()) {
    forwarded.host = ReadAuthority(First(request.forwarded_host));
  }
  if (forwarded.scheme.empty()) forwarded.scheme = Scheme(First(request.forwarded_proto));
  return forwarded;
}

}  // namespace otelwrap::beast
