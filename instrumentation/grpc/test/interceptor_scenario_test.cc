// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Interceptors of the user's own beside ours: they keep working, in their order, inside our span.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opentelemetry/trace/context.h>

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "echo_server.h"

namespace otelwrap::grpc {
namespace {

using ::grpc::experimental::ClientInterceptorFactoryInterface;
using ::grpc::experimental::ClientRpcInfo;
using ::grpc::experimental::InterceptionHookPoints;
using ::grpc::experimental::Interceptor;
using ::grpc::experimental::InterceptorBatchMethods;
using ::grpc::experimental::ServerInterceptorFactoryInterface;
using ::grpc::experimental::ServerRpcInfo;
using ::testing::ElementsAre;
using testing::FailedWith;

class Journal {
 public:
  void Add(std::string line) {
    const std::lock_guard<std::mutex> lock(mutex_);
    lines_.push_back(std::move(line));
  }
  std::vector<std::string> lines() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return lines_;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::string> lines_;
};

bool HasCurrentSpan() {
  return opentelemetry::context::RuntimeContext::GetCurrent().HasKey(
      opentelemetry::trace::kSpanKey);
}

// Notes whether our header is there when the call goes out, and turns NOT_FOUND into ABORTED.
class ClientNote final : public Interceptor {
 public:
  ClientNote(Journal& journal, std::string name) : journal_(journal), name_(std::move(name)) {}
  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) {
      const auto* metadata = methods->GetSendInitialMetadata();
      journal_.Add(name_ + (metadata->count("traceparent") == 1 ? " sees ours" : " sees none"));
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_STATUS)) {
      auto* status = methods->GetRecvStatus();
      if (status->error_code() == ::grpc::StatusCode::NOT_FOUND) {
        *status = {::grpc::StatusCode::ABORTED, ""};
      }
    }
    methods->Proceed();
  }

 private:
  Journal& journal_;
  const std::string name_;
};

// Notes whether our span is current when a call comes in, and turns ABORTED into INTERNAL.
class ServerNote final : public Interceptor {
 public:
  ServerNote(Journal& journal, std::string name) : journal_(journal), name_(std::move(name)) {}
  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_INITIAL_METADATA)) {
      journal_.Add(name_ + (HasCurrentSpan() ? " in our span" : " outside"));
    }
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS) &&
        methods->GetSendStatus().error_code() == ::grpc::StatusCode::ABORTED) {
      methods->ModifySendStatus({::grpc::StatusCode::INTERNAL, ""});
    }
    methods->Proceed();
  }

 private:
  Journal& journal_;
  const std::string name_;
};

class ClientNotes final : public ClientInterceptorFactoryInterface {
 public:
  ClientNotes(Journal& journal, std::string name) : journal_(journal), name_(std::move(name)) {}
  Interceptor* CreateClientInterceptor(ClientRpcInfo*) override {
    return new ClientNote(journal_, name_);
  }

 private:
  Journal& journal_;
  const std::string name_;
};

class ServerNotes final : public ServerInterceptorFactoryInterface {
 public:
  ServerNotes(Journal& journal, std::string name) : journal_(journal), name_(std::move(name)) {}
  Interceptor* CreateServerInterceptor(ServerRpcInfo*) override {
    return new ServerNote(journal_, name_);
  }

 private:
  Journal& journal_;
  const std::string name_;
};

class OwnInterceptors : public ::testing::Test {
 protected:
  ServerInterceptorFactories OnServer() {
    ServerInterceptorFactories own;
    own.push_back(std::make_unique<ServerNotes>(journal_, "first"));
    own.push_back(nullptr);
    own.push_back(std::make_unique<ServerNotes>(journal_, "second"));
    return own;
  }

  std::shared_ptr<::grpc::Channel> Channel(const std::string& target) {
    ClientInterceptorFactories own;
    own.push_back(std::make_unique<ClientNotes>(journal_, "first"));
    own.push_back(nullptr);
    own.push_back(std::make_unique<ClientNotes>(journal_, "second"));
    return TracedChannelTo(target, nullptr, std::move(own));
  }

  testing::SpanCatcher spans_;
  Journal journal_;
};

TEST_F(OwnInterceptors, OnAChannelSeeOurMetadataAndMayChangeTheStatus) {
  EchoServer server([](::grpc::ServerContext&, const Text&, Text&) {
    return ::grpc::Status(::grpc::StatusCode::NOT_FOUND, "");
  });
  EXPECT_EQ(CallUnary(Channel(server.target())).status.error_code(), ::grpc::StatusCode::ABORTED);
  EXPECT_THAT(journal_.lines(), ElementsAre("first sees ours", "second sees ours"));
  EXPECT_THAT(WaitForPair(spans_).client, FailedWith("ABORTED"))
      << "the span tells what the user got";
}

TEST_F(OwnInterceptors, OnAServerRunInOurSpanAndMayChangeTheStatus) {
  EchoServer server([](::grpc::ServerContext&, const Text&,
                       Text&) { return ::grpc::Status(::grpc::StatusCode::ABORTED, ""); },
                    ServerStatsHandlers(OnServer()));
  EXPECT_EQ(CallUnary(TracedChannelTo(server.target())).status.error_code(),
            ::grpc::StatusCode::INTERNAL);
  // A server runs them from the last to the first on what comes in, with us and without us.
  EXPECT_THAT(journal_.lines(), ElementsAre("second in our span", "first in our span"));
  EXPECT_THAT(WaitForPair(spans_).server, FailedWith("INTERNAL"));
}

}  // namespace
}  // namespace otelwrap::grpc
