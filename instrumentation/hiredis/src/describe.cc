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

void AddPeer(std::string_view address, in_port_t port, common::AttributeSet* attributes) noexcept {
  attributes->AddText(Use::kSpan, semconv::kNetworkPeerAddress, address);
  attributes->AddInt(Use::kSpan, semconv::kNetworkPeerPort, ntohs(port));
}

// From hiredis's, whose type hiredis 1.0.0 has misspelt. False: it is shorter than its family says.
template <class Address>
bool Copy(const redisContext& context, Address* address) noexcept {
  if (context.addrlen < sizeof *address) return false;
  std::memcpy(address, context.saddr, sizeof *address);
  return true;
}

// Written by hand: the system's own way prints it, which takes a tenth of all that a span does.
void DescribePeerV4(const redisContext& context, common::AttributeSet* attributes) noexcept {
  sockaddr_in peer;
  if (!Copy(context, &peer)) return;
  unsigned char bytes[sizeof peer.sin_addr];
  std::memcpy(bytes, &peer.sin_addr, sizeof bytes);
  common::FixedText<INET_ADDRSTRLEN> text;
  for (const unsigned char byte : bytes) {
    if (!text.empty()) text.Append(".");
    text.Append(int64_t{byte});
  }
  AddPeer(text.view(), peer.sin_port, attributes);
}

void DescribePeerV6(const redisContext& context, common::AttributeSet* attributes) noexcept {
  sockaddr_in6 peer;
  char text[INET6_ADDRSTRLEN];
  if (!Copy(context, &peer)) return;
  if (inet_ntop(AF_INET6, &peer.sin6_addr, text, sizeof text) == nullptr) return;
  AddPeer(text, peer.sin6_port, attributes);
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
  sockaddr peer;
  if (!Copy(context, &peer)) return;
  switch (peer.sa_family) {
    case AF_INET:
      DescribePeerV4(context, attributes);
      break;
    case AF_INET6:
      DescribePeerV6(context, attributes);
      break;
    default:
      break;
  }
}

}  // namespace otelwrap::hiredis
