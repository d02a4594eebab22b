// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Streams: unharmed, with one span for each side that ends when the stream does.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "echo_server.h"

namespace otelwrap::grpc {
namespace {

using ::testing::AllOf;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasParent;
using testing::SpanNamed;
using testing::Succeeded;

Text Message(const std::string& text) {
  Text message;
  message.set_text(text);
  return message;
}

class Stream : public ::testing::Test {
 protected:
  void ExpectPair(const char* method) {
    const auto [client, serving] = WaitForPair(spans_);
    EXPECT_THAT(client, AllOf(SpanNamed(method), testing::IsClient(), Succeeded(),
                              HasAttribute("rpc.method", method),
                              HasAttribute("rpc.response.status_code", "OK")));
    EXPECT_THAT(serving, AllOf(SpanNamed(method), testing::IsServer(), HasParent(client),
                               Succeeded(), HasAttribute("rpc.method", method),
                               HasAttribute("rpc.response.status_code", "OK")));
    EXPECT_EQ(spans_.Unfinished(), 0U);
  }

  testing::SpanCatcher spans_;
  EchoServer server_;
  std::unique_ptr<Echo::Stub> stub_ = Echo::NewStub(TracedChannelTo(server_.target()));
};

TEST_F(Stream, ThatNobodyFinishedIsCancelledWithItsContext) {
  {
    ::grpc::ClientContext call;
    auto reader = stub_->Download(&call, Message("part"));
    Text part;
    EXPECT_TRUE(reader->Read(&part));
    EXPECT_TRUE(spans_.Finished().empty() ||
                spans_.Finished()[0].kind == testing::SpanKind::kServer);
  }
  const auto [client, serving] = WaitForPair(spans_);
  EXPECT_THAT(client, AllOf(FailedWith("CANCELLED"),
                            HasAttribute("rpc.response.status_code", "CANCELLED")));
  EXPECT_THAT(serving, HasParent(client));
}

TEST_F(Stream, Upload) {
  ::grpc::ClientContext call;
  Text reply;
  auto writer = stub_->Upload(&call, &reply);
  EXPECT_TRUE(writer->Write(Message("a")));
  EXPECT_TRUE(writer->Write(Message("b")));
  EXPECT_TRUE(spans_.Finished().empty()) << "a span lasts as long as its stream";
  EXPECT_TRUE(writer->WritesDone());  // the server may end its own from here on
  EXPECT_TRUE(writer->Finish().ok());
  EXPECT_EQ(reply.text(), "ab");
  ExpectPair("otelwrap.test.Echo/Upload");
}

TEST_F(Stream, Download) {
  ::grpc::ClientContext call;
  auto reader = stub_->Download(&call, Message("part"));
  Text part;
  int parts = 0;
  while (reader->Read(&part)) ++parts;
  EXPECT_EQ(parts, 3);
  EXPECT_TRUE(reader->Finish().ok());
  ExpectPair("otelwrap.test.Echo/Download");
}

// Bidirectional, as gRPC also types what it does not know: this one is known.
TEST_F(Stream, Chat) {
  ::grpc::ClientContext call;
  auto stream = stub_->Chat(&call);
  Text part;
  for (const char* text : {"one", "two"}) {
    EXPECT_TRUE(stream->Write(Message(text)));
    EXPECT_TRUE(stream->Read(&part));
    EXPECT_EQ(part.text(), text);
  }
  EXPECT_TRUE(stream->WritesDone());
  EXPECT_FALSE(stream->Read(&part));
  EXPECT_TRUE(stream->Finish().ok());
  ExpectPair("otelwrap.test.Echo/Chat");
}

}  // namespace
}  // namespace otelwrap::grpc
