// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <otelwrap/common/semconv.h>

#include <charconv>
#include <optional>

namespace otelwrap::grpc {
namespace {

namespace semconv = common::semconv;
using common::Use;

constexpr int64_t kMaxPort = 65535;

bool TakePrefix(std::string_view& text, std::string_view prefix) noexcept {
  if (text.substr(0, prefix.size()) != prefix) return false;
  text.remove_prefix(prefix.size());
  return true;
}

std::optional<int64_t> ParsePort(std::string_view text) noexcept {
  int64_t port = 0;
  const char* end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, port);
  if (text.empty() || read.ec != std::errc{} || read.ptr != end || port < 1 || port > kMaxPort) {
    return std::nullopt;
  }
  return port;
}

// `host`, `host:port`, `[v6]`, `[v6]:port`, the brackets also as gRPC escapes them; nothing for
// anything else.
std::optional<Endpoint> ParseHostPort(std::string_view text) noexcept {
  std::string_view rest = text;
  size_t host_end = std::string_view::npos;
  if (TakePrefix(rest, "[")) {
    host_end = rest.find(']');
    if (host_end == std::string_view::npos) return std::nullopt;
    text = rest;
    rest = rest.substr(host_end + 1);
  } else if (TakePrefix(rest, "%5B")) {
    host_end = rest.find("%5D");
    if (host_end == std::string_view::npos) return std::nullopt;
    text = rest;
    rest = rest.substr(host_end + 3);
  } else {
    host_end = text.find(':');
    rest = host_end == std::string_view::npos ? std::string_view{} : text.substr(host_end);
  }
  Endpoint endpoint{text.substr(0, host_end)};
  if (endpoint.address.empty()) return std::nullopt;
  if (rest.empty()) return endpoint;
  if (!TakePrefix(rest, ":")) return std::nullopt;
  const auto port = ParsePort(rest);
  if (!port) return std::nullopt;
  endpoint.port = *port;
  return endpoint;
}

bool IsList(std::string_view text) noexcept { return text.find(',') != std::string_view::npos; }

// What follows `dns:`: `[//authority/]host[:port]`.
std::string_view WithoutAuthority(std::string_view text) noexcept {
  if (!TakePrefix(text, "//")) return text;
  const size_t slash = text.find('/');
  return slash == std::string_view::npos ? std::string_view{} : text.substr(slash + 1);
}

}  // namespace

Endpoint ParseTarget(std::string_view target) noexcept {
  std::string_view rest = target;
  if (TakePrefix(rest, "unix:")) {
    TakePrefix(rest, "//");
    return rest.empty() ? Endpoint{target} : Endpoint{rest};
  }
  if (TakePrefix(rest, "dns:")) {
    rest = WithoutAuthority(rest);
  } else if (TakePrefix(rest, "ipv4:") || TakePrefix(rest, "ipv6:")) {
    if (IsList(rest)) return {target};
    TakePrefix(rest, "///");
  }
  if (rest.find('/') != std::string_view::npos) return {target};
  return ParseHostPort(rest).value_or(Endpoint{target});
}

Endpoint ParsePeer(std::string_view peer) noexcept {
  if (TakePrefix(peer, "unix:")) {
    TakePrefix(peer, "//");
    return {peer};
  }
  if (!TakePrefix(peer, "ipv4:") && !TakePrefix(peer, "ipv6:")) return {};
  return ParseHostPort(peer).value_or(Endpoint{});
}

Endpoint ParseAuthority(std::string_view authority) noexcept {
  return ParseHostPort(authority).value_or(Endpoint{});
}

PrintableText Printable(std::string_view text) noexcept {
  PrintableText printable;
  for (const char c : text.substr(0, 128)) {
    printable.Append(c >= 0x20 && c <= 0x7E ? std::string_view(&c, 1) : std::string_view("?"));
  }
  return printable;
}

void DescribeMethod(const Method& method, common::AttributeSet& attributes) noexcept {
  attributes.AddLiteral(Use::kBoth, semconv::kRpcSystemName, "grpc");
  if (method.known) {
    attributes.AddText(Use::kBoth, semconv::kRpcMethod, method.name);
    return;
  }
  attributes.AddLiteral(Use::kBoth, semconv::kRpcMethod, kOtherMethod);
  if (!method.name.empty()) {
    attributes.AddText(Use::kSpan, semconv::kRpcMethodOriginal, Printable(method.name).view());
  }
}

void DescribePeer(const Endpoint& peer, common::AttributeSet& attributes) noexcept {
  if (peer.address.empty()) return;
  attributes.AddText(Use::kSpan, semconv::kNetworkPeerAddress, peer.address);
  if (peer.port > 0) attributes.AddInt(Use::kSpan, semconv::kNetworkPeerPort, peer.port);
}

void DescribeAuthority(const Endpoint& authority, common::AttributeSet& attributes) noexcept {
  if (authority.address.empty()) return;
  attributes.AddText(Use::kSpan, semconv::kServerAddress, Printable(authority.address).view());
  if (authority.port > 0) attributes.AddInt(Use::kSpan, semconv::kServerPort, authority.port);
}

}  // namespace otelwrap::grpc
