// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Bytes that no honest client sends: the server answers or hangs up, and telemetry stays bounded.

#include <otelwrap/beast/serve.h>

#include "server_fixture.h"

namespace otelwrap::beast {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::HasAttribute;
using ::testing::IsEmpty;
using testing::IsRootSpan;
using testing::LacksAttribute;
using ::testing::SizeIs;
using testing::SpanNamed;
using ::testing::StartsWith;
using testing::Text;

class HostileTest : public ServerTest {
 protected:
  std::string Send(const std::string& bytes) {
    ServeLimits limits;
    limits.body_bytes = 100;
    LoopbackServer server([&](Tcp::socket socket) {
      Serve(
          socket,
          [this](const ServerRequest& request, ServerSpan& span) {
            return Application(request, span, seen_);
          },
          limits);
    });
    return Exchange(server.port(), bytes);
  }
};

TEST_F(HostileTest, WhatIsNoHttpGets400AndNoSpan) {
  for (const char* bytes : {"\x16\x03\x01 hello\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
                            "GET  HTTP/1.1\r\n\r\n", "GET /\x01 HTTP/1.1\r\n\r\n"}) {
    EXPECT_THAT(Send(bytes), StartsWith("HTTP/1.1 400")) << bytes;
  }
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

TEST_F(HostileTest, HangingUpAtOnceOrInTheHeadersLeavesNothing) {
  EXPECT_EQ(Send(""), "");
  EXPECT_EQ(Send("GET / HTTP/1.1\r\nHost: h"), "");
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

TEST_F(HostileTest, HeadersWithoutEndGet431) {
  EXPECT_THAT(Send(Get("/", "X: " + std::string(20000, 'a') + "\r\n")), StartsWith("HTTP/1.1 431"));
  EXPECT_THAT(spans_.Finished(), IsEmpty());
}

TEST_F(HostileTest, BodiesThatAreTooLargeGet413) {
  const std::string announced = "POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\n\r\n";
  EXPECT_THAT(Send(announced), StartsWith("HTTP/1.1 413"));
  const std::string chunked =
      "POST /items/1 HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
      std::string(101, 'a') + "\r\n0\r\n\r\n";
  EXPECT_THAT(Send(chunked), StartsWith("HTTP/1.1 413"));
  const auto refused = AllOf(SpanNamed("POST"), testing::Succeeded(),
                             HasAttribute("http.response.status_code", 413));
  EXPECT_THAT(spans_.Finished(), ElementsAre(refused, refused));
}

TEST_F(HostileTest, MethodsOfTheirOwnAreOther) {
  Send("FROBNICATE / HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(spans_.Only(), AllOf(SpanNamed("HTTP"), HasAttribute("http.request.method", "_OTHER"),
                                   HasAttribute("http.request.method_original", "FROBNICATE")));
  EXPECT_THAT(metrics_.Named("http.server.request.duration"),
              AllOf(HasAttribute("http.request.method", "_OTHER"),
                    LacksAttribute("http.request.method_original")));
}

TEST_F(HostileTest, BytesThatAreNoUtf8AreEncoded) {
  Send(Get("/\xff\xc3?a=\xfe", "User-Agent: \xff\r\n"));
  EXPECT_THAT(spans_.Only(),
              AllOf(HasAttribute("url.path", "/%FF%C3"), HasAttribute("url.query", "a=%FE"),
                    HasAttribute("user_agent.original", "%FF")));
}

TEST_F(HostileTest, LongPathsAreCut) {
  Send(Get("/" + std::string(10000, 'a') + "?" + std::string(5000, 'b')));
  EXPECT_THAT(spans_.Only(), AllOf(HasAttribute("url.path", Text(SizeIs(4096))),
                                   HasAttribute("url.query", Text(SizeIs(4096)))));
}

TEST_F(HostileTest, HostsThatAreNoneAreLeftOut) {
  Send("GET / HTTP/1.1\r\nHost: <script>\r\n\r\n");
  EXPECT_THAT(spans_.Only(),
              AllOf(LacksAttribute("server.address"), LacksAttribute("server.port")));
}

TEST_F(HostileTest, TraceHeadersThatAreNoneBeginANewTrace) {
  Send(Get("/", "traceparent: 00-0-0-0\r\nbaggage: " + std::string(9000, 'a') + "\r\n"));
  EXPECT_THAT(spans_.Only(), IsRootSpan());
  EXPECT_EQ(seen_.baggage, "");
}

}  // namespace
}  // namespace otelwrap::beast
