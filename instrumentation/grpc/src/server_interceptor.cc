// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "server_interceptor.h"

#include <grpcpp/support/status.h>

#include <otelwrap/common/extract.h>
#include <otelwrap/common/span_names.h>
#include <otelwrap/propagators/grpc_metadata_carrier.h>

#include <chrono>
#include <exception>
#include <string_view>
#include <utility>

#include "classify.h"
#include "describe.h"

namespace otelwrap::grpc {
namespace {

using Hook = ::grpc::experimental::InterceptionHookPoints;
using ::grpc::StatusCode;
using ::grpc::experimental::ServerRpcInfo;

// The call whose first Proceed() this thread is in: a synchronous handler's.
thread_local const ServerInterceptor* running = nullptr;

class RunningScope {
 public:
  explicit RunningScope(const ServerInterceptor* call) noexcept
      : previous_(std::exchange(running, call)) {}
  ~RunningScope() { running = previous_; }
  RunningScope(const RunningScope&) = delete;
  RunningScope& operator=(const RunningScope&) = delete;

 private:
  const ServerInterceptor* const previous_;
};

}  // namespace

ServerInterceptor::ServerInterceptor(std::shared_ptr<const Instrumentation> instrumentation,
                                     ServerRpcInfo& call) noexcept
    : instrumentation_(std::move(instrumentation)), call_(call) {}

ServerInterceptor::~ServerInterceptor() {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (!operation_.IsActive()) return;
  // The call was dropped before its status was sent.
  if (!status_) cancelled_ = true;
  End();
}

// After Proceed() this object may be gone: nothing of it may be touched.
void ServerInterceptor::Intercept(::grpc::experimental::InterceptorBatchMethods* methods) {
  if (methods->QueryInterceptionHookPoint(Hook::POST_RECV_INITIAL_METADATA)) {
    Start(*methods);
    const RunningScope here(this);
    const common::OperationScope scope(current_ ? &current_->context() : nullptr);
    methods->Proceed();
    return;
  }
  if (methods->QueryInterceptionHookPoint(Hook::PRE_SEND_STATUS)) {
    OnSendStatus(methods->GetSendStatus());
  }
  if (methods->QueryInterceptionHookPoint(Hook::POST_SEND_MESSAGE)) {
    OnSendMessage(methods->GetSendMessageStatus());
  }
  if (methods->QueryInterceptionHookPoint(Hook::POST_RECV_CLOSE)) OnClose();
  methods->Proceed();
}

void ServerInterceptor::Start(::grpc::experimental::InterceptorBatchMethods& methods) noexcept {
  const Options& options = instrumentation_->options();
  deadline_ = call_.server_context()->deadline();
  opentelemetry::context::Context parent;
  if (const auto* metadata = methods.GetRecvInitialMetadata()) {
    const propagators::GrpcMetadataReader reader(*metadata);
    parent = common::ExtractContext(instrumentation_->server(), reader);
  }
  const Method method =
      FindMethod(options, call_.method(), call_.type() == ServerRpcInfo::Type::BIDI_STREAMING);
  common::SpanName name;
  common::AttributeSet attributes;
  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kServer;
  start.parent = &parent;
  start.filtered = IsFiltered(options, method);
  start.native_handle = call_.server_context();
  operation_ = common::Operation::Start(instrumentation_->server(), start, [&]() noexcept {
    name = common::RpcSpanName(method.known ? method.name : kOtherMethod);
    DescribeMethod(method, attributes);
    if (options.sampler_sees_all_attributes) DescribeEnds(attributes);
    start.name = name.view();
    start.attributes = &attributes;
  });
  if (operation_.IsRecording() && !options.sampler_sees_all_attributes) {
    common::AttributeSet ends;
    DescribeEnds(ends);
    operation_.Add(ends);
  }
  if (operation_.IsActive()) current_.emplace(call_.server_context(), operation_.Context());
}

void ServerInterceptor::DescribeEnds(common::AttributeSet& attributes) const noexcept {
  try {
    const ::grpc::ServerContextBase& context = *call_.server_context();
    const ::grpc::string_ref authority = context.ExperimentalGetAuthority();
    DescribeAuthority(ParseAuthority({authority.data(), authority.size()}), attributes);
    const std::string peer = context.peer();
    DescribePeer(ParsePeer(peer), attributes);
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): the call goes on without them
  }
}

// Whether the caller gave up may be asked here, and in a synchronous call only: on a completion
// queue IsCancelled() may crash, and at POST_RECV_CLOSE it runs the same hook again. It may do so
// here too (once), hence before the lock.
void ServerInterceptor::OnSendStatus(const ::grpc::Status& status) noexcept {
  const bool gone = status.ok() && running == this && call_.server_context()->IsCancelled();
  const std::lock_guard<std::mutex> lock(mutex_);
  if (gone) cancelled_ = true;
  status_ = status.error_code();
  message_ = MessageOf(instrumentation_->options(), status);
  if (closed_) End();
}

void ServerInterceptor::OnSendMessage(bool sent) noexcept {
  if (sent) return;
  const std::lock_guard<std::mutex> lock(mutex_);
  cancelled_ = true;
}

void ServerInterceptor::OnClose() noexcept {
  const std::lock_guard<std::mutex> lock(mutex_);
  closed_ = true;
  if (status_) {
    End();
  } else {
    cancelled_ = true;  // a call that is closed before its status was sent was given up
  }
}

void ServerInterceptor::End() noexcept {
  if (!operation_.IsObserved()) {
    operation_.End({});
    return;
  }
  int code = status_.value_or(StatusCode::OK);
  // The caller saw neither the success nor the answer.
  if (cancelled_ && code == StatusCode::OK) {
    const bool late = deadline_ <= std::chrono::system_clock::now();
    code = late ? StatusCode::DEADLINE_EXCEEDED : StatusCode::CANCELLED;
  }
  operation_.End(ClassifyServer(code, message_.view()));
}

}  // namespace otelwrap::grpc
