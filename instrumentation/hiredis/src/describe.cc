// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <otelwrap/common/error_types.h>
#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/semconv.h>
#include <sys/socket.h>

#include <cstring>

#include "attribute_names.h"

namespace otelwrap::hiredis {
namespace {

namespace semconv = common::semconv;
using common::Use;

constexpr int64_t kDefaultPort = 6379;

std::string_view View(const char* text) noexcept {
  return text != nullptr ? std::string_view(text) : std::string_view();
}

void DescribeEndpoint(const Endpoint& endpoint, common::AttributeSet* attributes) noexcept {
  if (endpoint.address.empty()) return;
  attributes->AddText(Use::kBoth, semconv::kServerAddress, endpoint.address);
  if (endpoint.is_unix) {
    attributes->AddLiteral(Use::kSpan, semconv::kNetworkTransport, "unix");
  } else if (endpoint.port > 0 && endpoint.port != kDefaultPort) {
    attributes->AddInt(Use::kBoth, semconv::kServerPort, endpoint.port);
  }
}

}  // namespace

Endpoint EndpointOf(const redisContext& context) noexcept {
  switch (context.connection_type) {
    case REDIS_CONN_TCP:
      return {View(context.tcp.host), context.tcp.port, false};
    case REDIS_CONN_UNIX:
      return {View(context.unix_sock.path), 0, true};
    case REDIS_CONN_USERFD:
      break;
  }
  return {};
}

std::string_view SpanNameOf(const Request& request) noexcept {
  return request.IsKnown() ? request.typed : kSystem;
}

void Describe(const Request& request, const Endpoint& endpoint, int database,
              common::AttributeSet* attributes) noexcept {
  if (request.IsKnown()) {
    attributes->AddBorrowed(semconv::kDbOperationName, request.typed);
    if (request.info != nullptr) {
      attributes->AddLiteral(Use::kMetric, semconv::kDbOperationName, request.name);
    } else {  // one of the instrumentation's own
      attributes->AddText(Use::kMetric, semconv::kDbOperationName, request.name);
    }
  } else {
    attributes->AddLiteral(Use::kBoth, semconv::kDbOperationName, common::error_types::kOther);
  }
  if (IsBlocking(request)) attributes->AddBool(Use::kBoth, kBlocking, true);
  const std::string_view procedure = ProcedureOf(request);
  if (!procedure.empty()) attributes->AddBorrowed(semconv::kDbStoredProcedureName, procedure);
  DescribeConnection(endpoint, database, attributes);
}

void DescribeConnection(const Endpoint& endpoint, int database,
                        common::AttributeSet* attributes) noexcept {
  attributes->AddLiteral(Use::kBoth, semconv::kDbSystemName, kSystem);
  DescribeDatabase(database, attributes);
  DescribeEndpoint(endpoint, attributes);
}

void DescribeDatabase(int database, common::AttributeSet* attributes) noexcept {
  if (database == kNoDatabase) return;
  common::FixedText<24> text;
  text.Append(int64_t{database});
  attributes->AddText(Use::kBoth, semconv::kDbNamespace, text.view());
}

void DescribePeer(const redisContext& context, common::AttributeSet* attributes) noexcept {
  if (context.connection_type != REDIS_CONN_TCP || context.saddr == nullptr) return;
  sockaddr_storage peer{};
  if (context.addrlen > sizeof peer) return;
  std::memcpy(&peer, context.saddr, context.addrlen);
  char text[INET6_ADDRSTRLEN];
  const void* address = nullptr;
  in_port_t port = 0;
  if (peer.ss_family == AF_INET) {
    const auto& v4 = reinterpret_cast<const sockaddr_in&>(peer);
    address = &v4.sin_addr;
    port = v4.sin_port;
  } else if (peer.ss_family == AF_INET6) {
    const auto& v6 = reinterpret_cast<const sockaddr_in6&>(peer);
    address = &v6.sin6_addr;
    port = v6.sin6_port;
  }
  if (address == nullptr || inet_ntop(peer.ss_family, address, text, sizeof text) == nullptr)
    return;
  attributes->AddText(Use::kSpan, semconv::kNetworkPeerAddress, text);
  attributes->AddInt(Use::kSpan, semconv::kNetworkPeerPort, ntohs(port));
}

}  // namespace otelwrap::hiredis
