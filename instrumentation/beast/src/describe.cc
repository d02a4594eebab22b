// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <otelwrap/common/http.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/common/target.h>
#include <otelwrap/common/url.h>

#include <algorithm>

#include "forwarded.h"

namespace otelwrap::beast {
namespace {

using common::AttributeSet;
using common::Use;
namespace semconv = common::semconv;

constexpr size_t kMaxMethod = 64;

bool IsPrintable(char c) noexcept { return c >= 0x20 && c < 0x7F; }

struct TargetParts {
  std::string_view path;
  std::string_view query;
};

TargetParts Split(std::string_view target) noexcept {
  if (!target.empty() && target.front() != '/') {
    if (const auto url = common::ParseUrl(target)) {
      return {url->path.empty() ? std::string_view("/") : url->path, url->query};
    }
  }
  target = target.substr(0, target.find('#'));
  const size_t mark = target.find('?');
  if (mark == std::string_view::npos) return {target, {}};
  return {target.substr(0, mark), target.substr(mark + 1)};
}

void DescribeMethod(std::string_view sent, Description& description) {
  description.method = common::KnownHttpMethod(sent);
  AttributeSet& attributes = description.attributes;
  attributes.AddLiteral(Use::kBoth, semconv::kHttpRequestMethod, description.method);
  if (description.method != sent) {
    attributes.AddBorrowed(semconv::kHttpRequestMethodOriginal,
                           Printable(sent, kMaxMethod, description.original_method));
  }
  description.name = common::HttpSpanName(description.method, {});
}

void AddBorrowed(AttributeSet& attributes, std::string_view key, std::string_view text) noexcept {
  if (!text.empty()) attributes.AddBorrowed(key, text);
}

void AddPort(AttributeSet& attributes, std::string_view key, int64_t port) noexcept {
  if (port != 0) attributes.AddInt(Use::kSpan, key, port);
}

}  // namespace

std::string_view Printable(std::string_view text, size_t limit, std::string& storage) {
  constexpr char kHex[] = "0123456789ABCDEF";
  if (text.size() <= limit && std::all_of(text.begin(), text.end(), IsPrintable)) return text;
  storage.clear();
  for (const char c : text) {
    if (storage.size() + (IsPrintable(c) ? 1 : 3) > limit) break;
    if (IsPrintable(c)) {
      storage += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    storage += '%';
    storage += kHex[byte >> 4U];
    storage += kHex[byte & 0xFU];
  }
  return storage;
}

std::string_view ProtocolVersion(unsigned version) noexcept {
  if (version == 11) return "1.1";
  return version == 10 ? "1.0" : "";
}

Authority TargetAuthority(const RequestView& request) noexcept {
  if (!request.target.empty() && request.target.front() != '/') {
    if (const auto url = common::ParseUrl(request.target)) return {url->host, url->port};
  }
  return ReadAuthority(request.host);
}

void DescribeServer(const RequestView& request, const Peer& peer, const Options& options,
                    Description& description) {
  const size_t limit = options.redaction.max_text_bytes;
  // Empty, as the headers are where they are not trusted.
  const Forwarded forwarded = ReadForwarded(request);
  DescribeMethod(request.method, description);
  AttributeSet& attributes = description.attributes;
  attributes.AddLiteral(
      Use::kBoth, semconv::kUrlScheme,
      !forwarded.scheme.empty() ? forwarded.scheme : std::string_view(peer.tls ? "https" : "http"));
  AddBorrowed(attributes, semconv::kUrlPath,
              Printable(Split(request.target).path, limit, description.path));

  const Authority server = forwarded.host.host.empty() ? TargetAuthority(request) : forwarded.host;
  if (!server.host.empty()) {
    AddBorrowed(attributes, semconv::kServerAddress, server.host);
    AddPort(attributes, semconv::kServerPort, server.port);
  }
  const std::string_view address = peer.address.view();
  AddBorrowed(attributes, semconv::kClientAddress,
              forwarded.client.empty() ? address : forwarded.client);
  if (!address.empty()) {
    AddBorrowed(attributes, semconv::kNetworkPeerAddress, address);
    AddPort(attributes, semconv::kNetworkPeerPort, peer.port);
  }
  const std::string_view version = ProtocolVersion(request.version);
  if (!version.empty()) {
    attributes.AddLiteral(Use::kBoth, semconv::kNetworkProtocolVersion, version);
  }
  AddBorrowed(attributes, semconv::kUserAgentOriginal,
              Printable(request.user_agent, limit, description.user_agent));
}

void DescribeQuery(const RequestView& request, const Options& options, std::string& text,
                   AttributeSet& attributes) {
  const std::string_view query = Split(request.target).query;
  if (query.empty() || options.redaction.drop_query) return;
  // Bytes first: the redaction keeps those of other scripts as they are.
  std::string encoded;
  common::AppendRedactedQuery(Printable(query, 3 * query.size(), encoded), options.redaction, text);
  attributes.AddBorrowed(semconv::kUrlQuery, text);
}

void DescribeClient(const RequestView& request, const common::Target* target,
                    Description& description) {
  DescribeMethod(request.method, description);
  if (target == nullptr || target->address().empty()) return;
  description.attributes.AddShared(Use::kBoth, semconv::kServerAddress, target->address());
  if (target->port() != 0) {
    description.attributes.AddInt(Use::kBoth, semconv::kServerPort, target->port());
  }
}

void DescribeUrl(const RequestView& request, bool tls, const common::Target* target,
                 const Options& options, std::string& text, AttributeSet& attributes) {
  std::string url;
  if (common::ParseUrl(request.target).has_value()) {
    url = request.target;
  } else if (target != nullptr) {
    const bool brackets = target->address().find(':') != std::string_view::npos;
    url = tls ? "https://" : "http://";
    if (brackets) url += '[';
    url += target->address();
    if (brackets) url += ']';
    if (target->port() != 0 && target->port() != DefaultPort(tls)) {
      url += ':';
      url += std::to_string(target->port());
    }
    if (request.target.empty() || request.target.front() != '/') url += '/';
    url += request.target;
  }
  std::string encoded;
  common::AppendRedactedUrl(Printable(url, 3 * url.size(), encoded), options.redaction, text);
  AddBorrowed(attributes, semconv::kUrlFull, text);
}

}  // namespace otelwrap::beast
