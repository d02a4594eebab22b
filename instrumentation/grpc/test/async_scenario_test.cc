// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Callback services and completion queues: unharmed, one span ended once, and its context to be had
// in reactions and queue code.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opentelemetry/trace/context.h>

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "echo_server.h"

namespace otelwrap::grpc {
namespace {

using ::testing::AllOf;
using testing::HasAttribute;
using testing::HasParent;
using testing::SpanNamed;
using testing::Succeeded;

std::string CurrentSpanId() {
  char id[16];
  opentelemetry::trace::GetSpan(opentelemetry::context::RuntimeContext::GetCurrent())
      ->GetContext()
      .span_id()
      .ToLowerBase16(id);
  return {id, sizeof id};
}

const std::string kNone(16, '0');

void ExpectPair(const testing::SpanCatcher& spans, const char* code = "OK") {
  const auto [client, serving] = WaitForPair(spans);
  EXPECT_THAT(client, AllOf(SpanNamed(kUnary), testing::IsClient(),
                            HasAttribute("rpc.response.status_code", code)));
  EXPECT_THAT(serving, AllOf(SpanNamed(kUnary), testing::IsServer(), HasParent(client), Succeeded(),
                             HasAttribute("rpc.response.status_code", code)));
  EXPECT_EQ(spans.Unfinished(), 0U);
}

// Finishes on a thread of its own, long after the method's body.
class CallbackService final : public Echo::CallbackService {
 public:
  ~CallbackService() override {
    if (thread_.joinable()) thread_.join();
  }

  ::grpc::ServerUnaryReactor* Unary(::grpc::CallbackServerContext* context, const Text* request,
                                    Text* reply) override {
    in_body = CurrentSpanId();
    auto* reactor = context->DefaultReactor();
    *reply = *request;
    thread_ = std::thread([this, context, reactor] {
      before = CurrentSpanId();
      {
        const auto scope = MakeCurrent(*context);
        within = CurrentSpanId();
      }
      after = CurrentSpanId();
      reactor->Finish(::grpc::Status::OK);
    });
    return reactor;
  }

  std::string in_body, before, within, after;

 private:
  std::thread thread_;
};

TEST(Callback, HasItsSpanInTheBodyAndOnRequestElsewhere) {
  testing::SpanCatcher spans;
  CallbackService service;
  TestServer server(
      [&service](::grpc::ServerBuilder& builder) { builder.RegisterService(&service); });
  const auto stub = Echo::NewStub(TracedChannelTo(server.target()));
  ::grpc::ClientContext context;
  Text request;
  Text reply;
  request.set_text("hello");
  std::mutex mutex;
  std::condition_variable done;
  bool finished = false;
  ::grpc::Status status;
  stub->async()->Unary(&context, &request, &reply, [&](::grpc::Status result) {
    const std::lock_guard<std::mutex> lock(mutex);
    status = std::move(result);
    finished = true;
    done.notify_one();
  });
  {
    std::unique_lock<std::mutex> lock(mutex);
    done.wait(lock, [&finished] { return finished; });
  }
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(reply.text(), "hello");
  ExpectPair(spans);
  server.Stop();
  const std::string own = WaitForPair(spans).server.span_id;
  EXPECT_EQ(service.in_body, own);
  EXPECT_EQ(service.before, kNone);
  EXPECT_EQ(service.within, own);
  EXPECT_EQ(service.after, kNone);
}

// One call on a completion queue of each side, driven step by step on this thread.
class QueueServer {
 public:
  explicit QueueServer(ServerInterceptorFactories interceptors = ServerStatsHandlers(),
                       bool notify_when_done = false)
      : server_(
            [this](::grpc::ServerBuilder& builder) {
              builder.RegisterService(&service_);
              queue_ = builder.AddCompletionQueue();
            },
            std::move(interceptors)) {
    if (notify_when_done) context.AsyncNotifyWhenDone(this);
    service_.RequestUnary(&context, &request, &responder, queue_.get(), queue_.get(), this);
  }
  ~QueueServer() {
    server_.Stop();
    queue_->Shutdown();
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) continue;
  }

  std::string target() const { return server_.target(); }

  // The next event's success.
  bool Next() {
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue_->Next(&tag, &ok));
    return ok;
  }

  ::grpc::ServerContext context;
  Text request;
  ::grpc::ServerAsyncResponseWriter<Text> responder{&context};

 private:
  Echo::AsyncService service_;
  std::unique_ptr<::grpc::ServerCompletionQueue> queue_;
  TestServer server_;
};

TEST(Queue, HasItsSpanOnRequest) {
  testing::SpanCatcher spans;
  QueueServer server;
  const auto stub = Echo::NewStub(TracedChannelTo(server.target()));
  ::grpc::ClientContext context;
  ::grpc::CompletionQueue queue;
  Text request;
  Text reply;
  ::grpc::Status status;
  request.set_text("hello");
  auto call = stub->AsyncUnary(&context, request, &queue);
  call->Finish(&reply, &status, nullptr);

  ASSERT_TRUE(server.Next());
  EXPECT_EQ(CurrentSpanId(), kNone) << "nothing is left current on a queue's thread";
  std::string own;
  {
    const auto scope = MakeCurrent(server.context);
    own = CurrentSpanId();
  }
  EXPECT_EQ(CurrentSpanId(), kNone);
  server.responder.Finish(server.request, ::grpc::Status::OK, nullptr);
  ASSERT_TRUE(server.Next());
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  EXPECT_TRUE(status.ok());
  EXPECT_EQ(reply.text(), "hello");
  ExpectPair(spans);
  EXPECT_EQ(WaitForPair(spans).server.span_id, own);
}

TEST(Queue, ACallThatWasGivenUpIsCancelled) {
  testing::SpanCatcher spans;
  {
    QueueServer server(ServerStatsHandlers(), true);
    const auto stub = Echo::NewStub(TracedChannelTo(server.target()));
    ::grpc::ClientContext context;
    ::grpc::CompletionQueue queue;
    Text reply;
    ::grpc::Status status;
    auto call = stub->AsyncUnary(&context, Text(), &queue);
    call->Finish(&reply, &status, nullptr);
    ASSERT_TRUE(server.Next());
    context.TryCancel();
    void* tag = nullptr;
    bool ok = false;
    ASSERT_TRUE(queue.Next(&tag, &ok));
    EXPECT_EQ(status.error_code(), ::grpc::StatusCode::CANCELLED);
    ASSERT_TRUE(server.Next());  // done, before it was answered
    server.responder.Finish(server.request, ::grpc::Status::OK, nullptr);
    server.Next();
  }
  ExpectPair(spans, "CANCELLED");
}

TEST(MakeCurrent, DoesNothingForACallThatIsNotTraced) {
  testing::SpanCatcher spans;
  QueueServer server({});
  const auto stub = Echo::NewStub(PlainChannel(server.target()));
  ::grpc::ClientContext context;
  ::grpc::CompletionQueue queue;
  Text reply;
  ::grpc::Status status;
  auto call = stub->AsyncUnary(&context, Text(), &queue);
  call->Finish(&reply, &status, nullptr);
  ASSERT_TRUE(server.Next());
  {
    const auto scope = MakeCurrent(server.context);
    EXPECT_EQ(CurrentSpanId(), kNone);
  }
  server.responder.Finish(server.request, ::grpc::Status::OK, nullptr);
  ASSERT_TRUE(server.Next());
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  EXPECT_TRUE(spans.Finished().empty());
}

}  // namespace
}  // namespace otelwrap::grpc
