// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "client_interceptor.h"

#include <grpcpp/client_context.h>
#include <grpcpp/support/status.h>

#include <otelwrap/common/semconv.h>
#include <otelwrap/common/span_names.h>
#include <otelwrap/propagators/grpc_metadata_carrier.h>

#include <exception>
#include <string>

#include "classify.h"
#include "describe.h"

namespace otelwrap::grpc {
namespace {

namespace semconv = common::semconv;
using common::Use;
using ::grpc::experimental::ClientRpcInfo;
using ::grpc::experimental::InterceptionHookPoints;

void DescribeTarget(const common::Target* target, common::AttributeSet& attributes) noexcept {
  if (target == nullptr) return;
  attributes.AddShared(Use::kBoth, semconv::kServerAddress, target->address());
  if (target->port() > 0) attributes.AddInt(Use::kBoth, semconv::kServerPort, target->port());
}

void DescribePeerOf(const ::grpc::ClientContext& context,
                    common::AttributeSet& attributes) noexcept {
  try {
    const std::string peer = context.peer();
    DescribePeer(ParsePeer(peer), attributes);
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the call goes on without it
  }
}

}  // namespace

ClientInterceptor::~ClientInterceptor() {
  if (operation_.IsObserved()) operation_.End(ClassifyClient(::grpc::StatusCode::CANCELLED));
}

void ClientInterceptor::Intercept(::grpc::experimental::InterceptorBatchMethods* methods) {
  if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
    Start(*methods);
  }
  if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_STATUS)) {
    End(methods->GetRecvStatus());
  }
  methods->Proceed();
}

void ClientInterceptor::Start(::grpc::experimental::InterceptorBatchMethods& methods) noexcept {
  const Options& options = channel_->instrumentation->options();
  const Method method =
      FindMethod(options, call_.method(), call_.type() == ClientRpcInfo::Type::BIDI_STREAMING);
  common::AttributeSet attributes;
  common::SpanName name;
  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.target = channel_->target;
  start.filtered = IsFiltered(options, method);
  start.native_handle = call_.client_context();
  const auto describe = [&]() noexcept {
    DescribeMethod(method, attributes);
    DescribeTarget(channel_->target.get(), attributes);
    name = common::RpcSpanName(method.known ? method.name : kOtherMethod);
    start.name = name.view();
    start.attributes = &attributes;
  };
  operation_ = common::Operation::Start(channel_->instrumentation->client(), start, describe);
  if (auto* metadata = methods.GetSendInitialMetadata()) {
    propagators::GrpcMetadataWriter writer(*metadata);
    operation_.Inject(writer);
  }
}

void ClientInterceptor::End(const ::grpc::Status* status) noexcept {
  if (!operation_.IsObserved()) {
    operation_.End({});
    return;
  }
  const int code = status != nullptr ? status->error_code() : ::grpc::StatusCode::UNKNOWN;
  PrintableText message;
  if (status != nullptr) message = MessageOf(channel_->instrumentation->options(), *status);
  common::Outcome outcome = ClassifyClient(code, message.view());
  if (operation_.IsRecording()) DescribePeerOf(*call_.client_context(), outcome.attributes());
  operation_.End(outcome);
}

}  // namespace otelwrap::grpc
