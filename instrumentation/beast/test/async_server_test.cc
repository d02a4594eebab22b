// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// AsyncServe over real sockets: handlers that answer at once, later, or never.

#include <otelwrap/beast/async_serve.h>

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "server_fixture.h"

namespace otelwrap::beast {
namespace {

namespace net = ::boost::asio;
using ::testing::AllOf;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::HasAttribute;
using testing::HasCount;
using testing::HasParentId;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::LacksAttribute;
using ::testing::Not;
using testing::SpanNamed;
using ::testing::StartsWith;
using testing::Succeeded;

class AsyncServerTest : public ServerTest {
 protected:
  // An async server with that handler, one exchange with it.
  template <class Handler>
  std::string Send(const std::string& bytes, Handler handler, ServeLimits limits = {}) {
    LoopbackServer server([&](Tcp::socket socket) {
      AsyncServe(instrumentation_, ::boost::beast::tcp_stream(std::move(socket)), handler, limits);
    });
    return Exchange(server.port(), bytes);
  }

  auto Sync() {
    return [this](const ServerRequest& request, ServerSpan& span) {
      return Application(request, span, seen_);
    };
  }

  const Instrumentation instrumentation_;
  net::io_context* io_ = nullptr;
};

TEST_F(AsyncServerTest, HandlerThatThrowsIsA500) {
  EXPECT_THAT(Send(Get("/throw"), Sync()), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(spans_.WaitFor(1),
              ElementsAre(AllOf(FailedWith("500"), testing::HasEvent("exception"))));
}

TEST_F(AsyncServerTest, LateHandlerThatThrowsIsA500) {
  const auto handler = [](const ServerRequest&, ServerSpan&, const auto& /*respond*/) {
    throw std::runtime_error("late");
  };
  EXPECT_THAT(Send(Get("/"), handler), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(spans_.WaitFor(1), ElementsAre(FailedWith("500")));
}

TEST_F(AsyncServerTest, ResponseThatCantBeIsA500) {
  const auto handler = [](const ServerRequest&, ServerSpan&, auto respond) {
    PlainResponse response(internal::http::status::no_content, 11);
    response.body() = "a body that must not be";
    respond(std::move(response));
  };
  EXPECT_THAT(Send(Get("/"), handler), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(spans_.WaitFor(1), ElementsAre(FailedWith("500")));
}

TEST_F(AsyncServerTest, NeverAnsweredEndsAsAborted) {
  const auto handler = [](const ServerRequest&, ServerSpan&, const auto& /*respond*/) {};
  EXPECT_EQ(Send(Get("/"), handler), "");
  EXPECT_THAT(spans_.WaitFor(1), ElementsAre(FailedWith("abandoned")));
}

TEST_F(AsyncServerTest, IoContextTornDownEndsTheSpanAsAborted) {
  std::optional<RawClient> client;  // outlives the server: its own end would be another outcome
  {
    LoopbackServer server([&](Tcp::socket socket) {
      AsyncServe(instrumentation_, ::boost::beast::tcp_stream(std::move(socket)), Sync());
    });
    client.emplace(server.port());
    client->Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n");
    for (int i = 0; i < 1000 && spans_.Unfinished() == 0; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
  EXPECT_THAT(spans_.Only(), FailedWith("abandoned"));
}

TEST_F(AsyncServerTest, ClientGoneInTheBodyHasNoStatus) {
  Send("POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf", Sync());
  EXPECT_THAT(spans_.WaitFor(1), ElementsAre(AllOf(FailedWith("connection_closed"),
                                                   LacksAttribute("http.response.status_code"))));
}

TEST_F(AsyncServerTest, BodyThatNeverComesTimesOut) {
  ServeLimits limits;
  limits.timeout = std::chrono::milliseconds(50);
  LoopbackServer server([&](Tcp::socket socket) {
    AsyncServe(instrumentation_, ::boost::beast::tcp_stream(std::move(socket)), Sync(), limits);
  });
  RawClient client(server.port());
  client.Send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n");
  EXPECT_EQ(client.ReadAll(), "");
  EXPECT_THAT(spans_.WaitFor(1), ElementsAre(FailedWith("timeout")));
}

TEST_F(AsyncServerTest, WhatIsTooLargeIsRefused) {
  ServeLimits limits;
  limits.body_bytes = 3;
  EXPECT_THAT(
      Send("POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n", Sync(), limits),
      StartsWith("HTTP/1.1 413"));
  EXPECT_THAT(spans_.WaitFor(1), ElementsAre(HasAttribute("http.response.status_code", 413)));
  EXPECT_THAT(Send("no http\r\n\r\n", Sync()), StartsWith("HTTP/1.1 400"));
}

TEST_F(AsyncServerTest, KeepAliveGivesOneSpanForEachRequest) {
  const std::string continued =
      "POST /items/2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\nab";
  const std::string answers = Send(
      Get("/items/1", kTraceparentLine) + continued + "HEAD /items/3 HTTP/1.1\r\nHost: h\r\n\r\n",
      Sync());
  EXPECT_THAT(answers, HasSubstr("100 Continue"));
  EXPECT_THAT(spans_.WaitFor(3),
              ElementsAre(AllOf(SpanNamed("GET /items/{id}"), HasParentId(kTraceId, kParentId)),
                          SpanNamed("POST /items/{id}"), SpanNamed("HEAD /items/{id}")));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasCount(1), HasCount(1), HasCount(1)));
}

TEST_F(AsyncServerTest, LateAnswersRunWithinTheirSpans) {
  std::vector<std::pair<std::string, std::string>> own_and_seen;
  const auto handler = [&](const ServerRequest&, ServerSpan& span, auto respond) {
    span.SetRoute("/late");
    auto timer = std::make_shared<net::steady_timer>(*io_, std::chrono::milliseconds(5));
    const std::string own = Hex(span.SpanContext().span_id());
    timer->async_wait(span.Bind([&own_and_seen, respond, timer, own](auto) {
      own_and_seen.emplace_back(own, LookAround().span_id);
      PlainResponse response(internal::http::status::ok, 11);
      response.body() = "late";
      respond(response);
      respond(response);  // does nothing
    }));
  };
  {
    LoopbackServer server([&](Tcp::socket socket) {
      AsyncServe(instrumentation_, ::boost::beast::tcp_stream(std::move(socket)), handler);
    });
    io_ = &server.io();
    EXPECT_THAT(Exchange(server.port(), Get("/a") + Get("/b")), HasSubstr("late"));
  }
  const auto late = AllOf(SpanNamed("GET /late"), Succeeded());
  EXPECT_THAT(spans_.WaitFor(2), ElementsAre(late, late));
  ASSERT_EQ(own_and_seen.size(), 2U);
  for (const auto& [own, seen] : own_and_seen) EXPECT_EQ(own, seen);
  EXPECT_NE(own_and_seen[0].first, own_and_seen[1].first);
}

}  // namespace
}  // namespace otelwrap::beast
