// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <otelwrap/common/error_types.h>
#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/semconv.h>
#include <sys/socket.h>

#include <charconv>
#include <cstring>

#include "command_table.h"
#include "mask.h"

namespace otelwrap::hiredis {
namespace {

namespace semconv = common::semconv;
using common::Use;

constexpr std::string_view kSystem = "redis";
constexpr int64_t kDefaultPort = 6379;

std::string_view View(const char* text) noexcept {
  return text != nullptr ? std::string_view(text) : std::string_view();
}

// Few values, whatever is sent: the table's name, one of the user's own list, or `_OTHER`.
std::string_view MetricName(const Instrumentation& instrumentation,
                            std::string_view command) noexcept {
  if (const CommandInfo* info = FindCommand(command)) return info->name;
  const std::string_view known = instrumentation.KnownCommand(command);
  return !known.empty() ? known : common::error_types::kOther;
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

bool IsOk(const redisReply& reply) noexcept {
  return reply.type == REDIS_REPLY_STATUS && std::string_view(reply.str, reply.len) == "OK";
}

int DatabaseNumber(std::string_view text) noexcept {
  int number = kNoDatabase;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc() && stop == end && number >= 0 ? number : kNoDatabase;
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

std::string_view SpanNameOf(std::string_view command) noexcept {
  return IsCommandName(command) ? command : kSystem;
}

void Describe(const Instrumentation& instrumentation, std::string_view command,
              const Endpoint& endpoint, int database, common::AttributeSet* attributes) noexcept {
  attributes->AddLiteral(Use::kBoth, semconv::kDbSystemName, kSystem);
  if (IsCommandName(command)) {
    attributes->AddBorrowed(semconv::kDbOperationName, command);
  } else {
    attributes->AddLiteral(Use::kSpan, semconv::kDbOperationName, common::error_types::kOther);
  }
  attributes->AddLiteral(Use::kMetric, semconv::kDbOperationName,
                         MetricName(instrumentation, command));
  if (database != kNoDatabase) {
    common::FixedText<24> text;
    text.Append(int64_t{database});
    attributes->AddText(Use::kBoth, semconv::kDbNamespace, text.view());
  }
  DescribeEndpoint(endpoint, attributes);
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

DatabaseChange DatabaseChangeOf(Arguments command) noexcept {
  using Kind = DatabaseChange::Kind;
  std::string_view name;
  std::string_view number;
  if (!command.Next(&name)) return {};
  const CommandInfo* info = FindCommand(name);
  if (info == nullptr) return {};
  if (info->name == "RESET") return {Kind::kReset, 0};
  if (info->name != "SELECT" || !command.Next(&number)) return {};
  return {Kind::kSelect, DatabaseNumber(number)};
}

int DatabaseAfter(const DatabaseChange& change, const redisReply* reply, int database) noexcept {
  if (change.kind == DatabaseChange::Kind::kNone) return database;
  if (reply == nullptr) return kNoDatabase;
  if (reply->type == REDIS_REPLY_ERROR) return database;
  // A SELECT that a MULTI has queued: whether and when it happens is not seen.
  const bool done = change.kind == DatabaseChange::Kind::kReset || IsOk(*reply);
  return done ? change.number : kNoDatabase;
}

}  // namespace otelwrap::hiredis
