// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Calls that end before a handler's answer does: refused, late, given up, thrown out of.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>

#include "echo_server.h"

namespace otelwrap::grpc {
namespace {

using std::chrono::milliseconds;
using ::testing::_;
using ::testing::AllOf;
using testing::AttributesAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasParent;
using testing::Succeeded;

// A bound port that nobody listens on: connecting to it is refused.
class ClosedPort {
 public:
  ClosedPort() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* plain = reinterpret_cast<sockaddr*>(&address);
    EXPECT_EQ(::bind(socket_, plain, size), 0);
    EXPECT_EQ(::getsockname(socket_, plain, &size), 0);
    port_ = ntohs(address.sin_port);
  }
  ~ClosedPort() { ::close(socket_); }
  int port() const { return port_; }

 private:
  int socket_;
  int port_ = 0;
};

bool IsPast(std::chrono::system_clock::time_point deadline) {
  return deadline <= std::chrono::system_clock::now();
}

// Answers OK, but only after the call was given up.
UnaryHandler AnswerTooLate(std::atomic<bool>& entered) {
  return [&entered](::grpc::ServerContext& call, const Text&, Text&) {
    entered = true;
    while (!call.IsCancelled()) std::this_thread::sleep_for(milliseconds(1));
    return ::grpc::Status::OK;
  };
}

TEST(Failure, UnreachableServer) {
  testing::SpanCatcher spans;
  const ClosedPort closed;
  const Answer answer = CallUnary(TracedChannelTo("127.0.0.1:" + std::to_string(closed.port())));
  EXPECT_EQ(answer.status.error_code(), ::grpc::StatusCode::UNAVAILABLE);
  EXPECT_THAT(spans.Only(),
              AllOf(testing::SpanNamed(kUnary), testing::IsClient(), FailedWith("UNAVAILABLE"),
                    AttributesAre({{"rpc.system.name", "grpc"},
                                   {"rpc.method", kUnary},
                                   {"rpc.response.status_code", "UNAVAILABLE"},
                                   {"error.type", "UNAVAILABLE"},
                                   {"server.address", "127.0.0.1"},
                                   {"server.port", closed.port()}})));
}

TEST(Failure, NullCredentialsFailTheCallNotTheProgram) {
  testing::SpanCatcher spans;
  const Answer answer = CallUnary(otelwrap::grpc::CreateChannel("localhost:1", nullptr));
  EXPECT_EQ(answer.status.error_code(), ::grpc::StatusCode::INVALID_ARGUMENT);
  EXPECT_THAT(spans.Only(), FailedWith("INVALID_ARGUMENT"));
}

TEST(Failure, DeadlineIsOnBothSpans) {
  testing::SpanCatcher spans;
  // The caller's clock runs ahead of the server's by what the request took: wait for both.
  EchoServer server([](::grpc::ServerContext& call, const Text&, Text&) {
    while (!call.IsCancelled() || !IsPast(call.deadline())) {
      std::this_thread::sleep_for(milliseconds(1));
    }
    return ::grpc::Status::OK;
  });
  const auto stub = Echo::NewStub(TracedChannelTo(server.target()));
  const Answer answer = CallUnary(*stub, "late", milliseconds(200));
  EXPECT_EQ(answer.status.error_code(), ::grpc::StatusCode::DEADLINE_EXCEEDED);
  const auto [client, serving] = WaitForPair(spans);
  EXPECT_THAT(client, FailedWith("DEADLINE_EXCEEDED"));
  // The handler said OK, and nobody heard it.
  EXPECT_THAT(serving, AllOf(FailedWith("DEADLINE_EXCEEDED"), HasParent(client)));
}

TEST(Failure, CancelledByTheCaller) {
  testing::SpanCatcher spans;
  std::atomic<bool> entered{false};
  EchoServer server(AnswerTooLate(entered));
  const auto stub = Echo::NewStub(TracedChannelTo(server.target()));
  ::grpc::ClientContext call;
  std::thread canceller([&] {
    while (!entered) std::this_thread::sleep_for(milliseconds(1));
    call.TryCancel();
  });
  Text reply;
  const ::grpc::Status status = stub->Unary(&call, Text(), &reply);
  canceller.join();
  EXPECT_EQ(status.error_code(), ::grpc::StatusCode::CANCELLED);
  const auto [client, serving] = WaitForPair(spans);
  EXPECT_THAT(client, FailedWith("CANCELLED"));
  EXPECT_THAT(serving, AllOf(Succeeded(), HasAttribute("rpc.response.status_code", "CANCELLED")));
}

TEST(Failure, ThrowingHandler) {
  testing::SpanCatcher spans;
  EchoServer server([](::grpc::ServerContext&, const Text&, Text&) -> ::grpc::Status {
    throw std::runtime_error("handler");
  });
  const Answer answer = CallUnary(TracedChannelTo(server.target()));
  EXPECT_EQ(answer.status.error_code(), ::grpc::StatusCode::UNKNOWN);
  const auto [client, serving] = WaitForPair(spans);
  EXPECT_THAT(client, FailedWith("UNKNOWN"));
  EXPECT_THAT(serving, AllOf(FailedWith("UNKNOWN"), HasParent(client)));
  EXPECT_EQ(spans.Unfinished(), 0U);
}

}  // namespace
}  // namespace otelwrap::grpc
