// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "connect.h"

#include <otelwrap/common/operation.h>
#include <otelwrap/common/semconv.h>

#include <cerrno>
#include <string_view>
#include <utility>

#include "classify.h"
#include "describe.h"
#include "library.h"

namespace otelwrap::hiredis {
namespace {

using common::Operation;

constexpr std::string_view kConnect = "CONNECT";

Endpoint EndpointOf(const redisOptions& options) noexcept {
  switch (options.type) {
    case REDIS_CONN_TCP: {
      const char* host = options.endpoint.tcp.ip;
      return {host != nullptr ? host : "", options.endpoint.tcp.port, false};
    }
    case REDIS_CONN_UNIX: {
      const char* path = options.endpoint.unix_socket;
      return {path != nullptr ? path : "", 0, true};
    }
    default:
      return {};
  }
}

Operation StartSpan(const Instrumentation& instrumentation, const Endpoint& endpoint,
                    const void* handle) noexcept {
  if (!instrumentation.connection_spans()) return {};
  common::AttributeSet attributes;
  attributes.AddLiteral(common::Use::kBoth, common::semconv::kDbOperationName, kConnect);
  DescribeConnection(endpoint, kNoDatabase, &attributes);
  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.name = kConnect;
  start.attributes = &attributes;
  start.native_handle = handle;
  return Operation::Start(instrumentation, start);
}

Connecting Start(const Instrumentation& instrumentation, const Endpoint& endpoint,
                 const void* handle) noexcept {
  return {StartSpan(instrumentation, endpoint, handle),
          MeasuredConnection(instrumentation, endpoint)};
}

}  // namespace

Connecting StartConnect(const Instrumentation& instrumentation,
                        const redisOptions& options) noexcept {
  return Start(instrumentation, EndpointOf(options), nullptr);
}

// errno stays what the library made it.
MeasuredConnection EndConnect(const Instrumentation& instrumentation, const redisContext* context,
                              Connecting* connecting) noexcept {
  const int left_by_library = errno;
  common::Outcome outcome;
  MeasuredConnection measured = std::move(connecting->measured);
  if (context == nullptr || context->err != 0) measured = {};
  measured.Created(instrumentation);
  if (context == nullptr) {
    outcome.SetError(TransportErrorType(REDIS_ERR_OOM, {}));
  } else if (context->err != 0) {
    outcome.SetError(TransportErrorType(context->err, context->errstr));
  } else if (connecting->operation.IsRecording()) {
    common::AttributeSet peer;
    DescribePeer(*context, &peer);
    connecting->operation.Add(peer);
  }
  connecting->operation.End(outcome);
  errno = left_by_library;
  return measured;
}

redisOptions TcpOptions(const char* host, int port) noexcept {
  redisOptions options{};
  REDIS_OPTIONS_SET_TCP(&options, host, port);
  return options;
}

redisContext* TracedConnect(const Instrumentation& instrumentation, const redisOptions& options,
                            MeasuredConnection* measured) noexcept {
  Connecting connecting = StartConnect(instrumentation, options);
  redisContext* context = library.connect(&options);
  *measured = EndConnect(instrumentation, context, &connecting);
  return context;
}

int TracedReconnect(const Instrumentation& instrumentation, redisContext* context,
                    MeasuredConnection* measured) noexcept {
  Connecting connecting = Start(instrumentation, EndpointOf(*context), context);
  const int result = library.reconnect(context);
  *measured = EndConnect(instrumentation, context, &connecting);
  return result;
}

}  // namespace otelwrap::hiredis
