// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Attribute names of the OpenTelemetry semantic conventions v1.43.0, as constants of our own: the
// headers that come with OpenTelemetry C++ differ by version, and both 1.19 and 1.28 emit these.
// https://opentelemetry.io/docs/specs/semconv/

#pragma once

#include <string_view>

namespace otelwrap::common::semconv {

// The schema URL of every scope; what is emitted follows this version.
inline constexpr std::string_view kSchemaUrl = "https://opentelemetry.io/schemas/1.43.0";

inline constexpr std::string_view kErrorType = "error.type";

inline constexpr std::string_view kServerAddress = "server.address";
inline constexpr std::string_view kServerPort = "server.port";
inline constexpr std::string_view kClientAddress = "client.address";
inline constexpr std::string_view kNetworkPeerAddress = "network.peer.address";
inline constexpr std::string_view kNetworkPeerPort = "network.peer.port";
inline constexpr std::string_view kNetworkProtocolName = "network.protocol.name";
inline constexpr std::string_view kNetworkProtocolVersion = "network.protocol.version";
inline constexpr std::string_view kNetworkTransport = "network.transport";
inline constexpr std::string_view kNetworkType = "network.type";

inline constexpr std::string_view kHttpConnectionState = "http.connection.state";
inline constexpr std::string_view kHttpRequestMethod = "http.request.method";
inline constexpr std::string_view kHttpRequestMethodOriginal = "http.request.method_original";
inline constexpr std::string_view kHttpRequestResendCount = "http.request.resend_count";
inline constexpr std::string_view kHttpResponseStatusCode = "http.response.status_code";
inline constexpr std::string_view kHttpRoute = "http.route";
inline constexpr std::string_view kUrlFull = "url.full";
inline constexpr std::string_view kUrlPath = "url.path";
inline constexpr std::string_view kUrlQuery = "url.query";
inline constexpr std::string_view kUrlScheme = "url.scheme";
inline constexpr std::string_view kUrlTemplate = "url.template";
inline constexpr std::string_view kUserAgentOriginal = "user_agent.original";

inline constexpr std::string_view kDbSystemName = "db.system.name";
inline constexpr std::string_view kDbNamespace = "db.namespace";
inline constexpr std::string_view kDbOperationName = "db.operation.name";
inline constexpr std::string_view kDbOperationBatchSize = "db.operation.batch.size";
inline constexpr std::string_view kDbCollectionName = "db.collection.name";
inline constexpr std::string_view kDbStoredProcedureName = "db.stored_procedure.name";
inline constexpr std::string_view kDbQuerySummary = "db.query.summary";
inline constexpr std::string_view kDbQueryText = "db.query.text";
inline constexpr std::string_view kDbResponseStatusCode = "db.response.status_code";

inline constexpr std::string_view kDbClientConnectionPoolName = "db.client.connection.pool.name";
inline constexpr std::string_view kDbClientConnectionState = "db.client.connection.state";

inline constexpr std::string_view kMessagingSystem = "messaging.system";
inline constexpr std::string_view kMessagingOperationName = "messaging.operation.name";
inline constexpr std::string_view kMessagingOperationType = "messaging.operation.type";
inline constexpr std::string_view kMessagingDestinationName = "messaging.destination.name";
inline constexpr std::string_view kMessagingDestinationTemplate = "messaging.destination.template";
inline constexpr std::string_view kMessagingMessageId = "messaging.message.id";

inline constexpr std::string_view kRpcSystemName = "rpc.system.name";
inline constexpr std::string_view kRpcMethod = "rpc.method";
inline constexpr std::string_view kRpcMethodOriginal = "rpc.method_original";
inline constexpr std::string_view kRpcResponseStatusCode = "rpc.response.status_code";

inline constexpr std::string_view kDnsQuestionName = "dns.question.name";
inline constexpr std::string_view kDnsAnswers = "dns.answers";
inline constexpr std::string_view kTlsCipher = "tls.cipher";
inline constexpr std::string_view kTlsResumed = "tls.resumed";
inline constexpr std::string_view kTlsProtocolName = "tls.protocol.name";
inline constexpr std::string_view kTlsProtocolVersion = "tls.protocol.version";

inline constexpr std::string_view kCodeFilePath = "code.file.path";
inline constexpr std::string_view kCodeLineNumber = "code.line.number";
inline constexpr std::string_view kCodeFunctionName = "code.function.name";
inline constexpr std::string_view kThreadId = "thread.id";

}  // namespace otelwrap::common::semconv
