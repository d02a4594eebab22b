// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>

#include <otelwrap/testing/http_stub.h>

#include <chrono>
#include <string>

#include "wire.h"

namespace otelwrap::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::Pair;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr char kEmptyOk[] = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

std::string Ask(const Fd& socket, const std::string& request, size_t answer_size) {
  SendAll(socket, request);
  return Receive(socket, answer_size).bytes;
}

std::string AskAndClose(const HttpStub& server, const std::string& request) {
  const Fd socket = Connect(server.port());
  SendAll(socket, request);
  return Receive(socket, 100'000).bytes;
}

TEST(HttpStub, EndsAConnectionThatSpeaksNoHttp) {
  HttpStub server;
  EXPECT_EQ(AskAndClose(server, "hello\r\n\r\n"), "");
  EXPECT_EQ(AskAndClose(server, "GET / HTTP/1.1\r\nno colon\r\n\r\n"), "");
  EXPECT_THAT(server.Requests(), IsEmpty());
}

TEST(HttpStub, CutsByScript) {
  HttpStub server;
  HttpResponse response;
  response.cut = true;
  server.Answer(response);
  EXPECT_EQ(AskAndClose(server, "GET / HTTP/1.1\r\n\r\n"), "");
  EXPECT_THAT(server.Requests(), SizeIs(1));
}

TEST(HttpStub, SendsAnythingByScript) {
  HttpStub server;
  HttpResponse response;
  response.raw = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\ntoo short";
  response.close = true;
  server.Answer(response);
  EXPECT_EQ(AskAndClose(server, "GET / HTTP/1.1\r\n\r\n"), *response.raw);
}

TEST(HttpStub, KeepsTheRequestToTheByte) {
  HttpStub server;
  const std::string head =
      "POST /item?x=1 HTTP/1.1\r\nHost: h\r\nX-Twice:  a \r\nx-twice: b\r\n"
      "Content-Length: 3\r\n\r\n";
  Ask(Connect(server.port()), head + "abc", sizeof kEmptyOk - 1);
  ASSERT_THAT(server.Requests(), SizeIs(1));
  const HttpRequest request = server.Requests()[0];
  EXPECT_EQ(request.head, head);
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/item?x=1");
  EXPECT_EQ(request.version, "HTTP/1.1");
  EXPECT_EQ(request.body, "abc");
  EXPECT_THAT(request.headers, ElementsAre(Pair("Host", "h"), Pair("X-Twice", "a"),
                                           Pair("x-twice", "b"), Pair("Content-Length", "3")));
  EXPECT_EQ(request.Header("HOST"), "h");
  EXPECT_EQ(request.Header("traceparent"), std::nullopt);
  EXPECT_THAT(request.AllOf("x-twice"), ElementsAre("a", "b"));
}

TEST(HttpStub, ReadsChunksAndInvitesTheBody) {
  HttpStub server;
  const Fd socket = Connect(server.port());
  const std::string invitation = "HTTP/1.1 100 Continue\r\n\r\n";
  EXPECT_EQ(
      Ask(socket, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
          invitation.size()),
      invitation);
  EXPECT_EQ(Ask(socket, "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", sizeof kEmptyOk - 1), kEmptyOk);
  EXPECT_EQ(server.Requests().at(0).body, "abcde");
}

TEST(HttpStub, AnswersByScriptThenByFunctionOnAKeptConnection) {
  HttpStub server;
  HttpResponse first{404, "gone", {{"X-Header", "v"}}};
  server.Answer(first);
  server.AnswerAll(
      [](const HttpRequest& request) { return HttpResponse{200, request.target, {}}; });
  const Fd socket = Connect(server.port());
  const std::string expected =
      "HTTP/1.1 404 Not Found\r\nX-Header: v\r\nContent-Length: 4\r\n\r\ngone";
  EXPECT_EQ(Ask(socket, "GET /a HTTP/1.1\r\n\r\n", expected.size()), expected);
  const std::string second = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n/b";
  EXPECT_EQ(Ask(socket, "GET /b HTTP/1.1\r\n\r\n", second.size()), second);
  Ask(Connect(server.port()), "GET /c HTTP/1.1\r\n\r\n", second.size());
  ASSERT_THAT(server.WaitFor(3), SizeIs(3));
  EXPECT_EQ(server.Requests()[1].connection, 1);
  EXPECT_EQ(server.Requests()[2].connection, 2);
}

TEST(HttpStub, SendsNoBodyToHeadNorWithout) {
  HttpStub server;
  server.Answer({200, "body", {}});
  HttpResponse none{204, "body", {}};
  none.close = true;
  server.Answer(none);
  const Fd socket = Connect(server.port());
  SendAll(socket, "HEAD / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n");
  const std::string both = Receive(socket, 100'000).bytes;
  EXPECT_THAT(both, StartsWith("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nHTTP/1.1 204"));
  EXPECT_THAT(both, HasSubstr("Connection: close"));
  EXPECT_THAT(both, Not(HasSubstr("body")));
}

TEST(HttpStub, Delays) {
  HttpStub server;
  HttpResponse late;
  late.delay = std::chrono::milliseconds(50);
  server.Answer(late);
  const auto start = std::chrono::steady_clock::now();
  Ask(Connect(server.port()), "GET / HTTP/1.1\r\n\r\n", 1);
  EXPECT_GE(std::chrono::steady_clock::now() - start, late.delay);
}

TEST(HttpStub, StopsWithAConnectionOpen) {
  HttpStub server;
  const Fd socket = Connect(server.port());
  Ask(socket, "GET / HTTP/1.1\r\n\r\n", sizeof kEmptyOk - 1);
  server.Stop();
  EXPECT_TRUE(Receive(socket, 1).ended);
  EXPECT_EQ(server.url("/x"), "http://127.0.0.1:" + std::to_string(server.port()) + "/x");
}

}  // namespace
}  // namespace otelwrap::testing
