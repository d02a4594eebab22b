// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A C++20 server loop of one's own: StartServer, Run, Finish; two requests that interleave on one
// thread.

#include <otelwrap/beast/request.h>
#include <otelwrap/beast/server_span.h>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "server_fixture.h"

namespace otelwrap::beast {
namespace {

namespace http = ::boost::beast::http;
namespace net = ::boost::asio;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using testing::SpanNamed;
using testing::Succeeded;

// By the request's path: which spans were current at each step of its handler.
using Steps = std::map<std::string, std::vector<std::string>>;

net::awaitable<PlainResponse> Handle(const ServerRequest& request, Steps& steps) {
  for (int i = 0; i < 3; ++i) {
    steps[std::string(request.target())].push_back(LookAround().span_id);
    net::steady_timer timer(co_await net::this_coro::executor, std::chrono::milliseconds(10));
    co_await timer.async_wait(net::use_awaitable);
  }
  co_return PlainResponse(http::status::ok, request.version());
}

net::awaitable<void> ServeOnce(Tcp::socket socket, Steps& steps, std::vector<std::string>& after) {
  ::boost::beast::tcp_stream stream(std::move(socket));
  ::boost::beast::flat_buffer buffer;
  ServerRequest request;
  co_await http::async_read(stream, buffer, request, net::use_awaitable);
  ServerSpan span = StartServer(request, PeerOf(stream));
  span.SetRoute("/");
  PlainResponse response = co_await span.Run(Handle(request, steps));
  after.push_back(LookAround().span_id);
  response.prepare_payload();
  response.keep_alive(false);
  co_await http::async_write(stream, response, net::use_awaitable);
  span.Finish(response);
}

class CoroutineTest : public ServerTest {};

TEST_F(CoroutineTest, InterleavedRequestsSeeOnlyTheirOwnSpan) {
  Steps steps;
  std::vector<std::string> after;
  {
    net::io_context* io = nullptr;
    LoopbackServer server([&](Tcp::socket socket) {
      net::co_spawn(*io, ServeOnce(std::move(socket), steps, after), net::detached);
    });
    io = &server.io();
    std::thread other([&] { Exchange(server.port(), Get("/a")); });
    Exchange(server.port(), Get("/b"));
    other.join();
    EXPECT_THAT(spans_.WaitFor(2), SizeIs(2));
  }
  EXPECT_THAT(after, ElementsAre("0000000000000000", "0000000000000000"));
  EXPECT_THAT(spans_.Finished(), Each(AllOf(SpanNamed("GET /"), Succeeded())));
  for (const testing::Span& span : spans_.Finished()) {
    const std::string path = std::get<std::string>(span.attributes.at("url.path").variant());
    EXPECT_THAT(steps[path], AllOf(SizeIs(3), Each(span.span_id)));
  }
}

TEST_F(CoroutineTest, AsyncRequestTakesAnAwaitableToken) {
  Steps steps;
  std::vector<std::string> after;
  net::io_context* io = nullptr;
  LoopbackServer server([&](Tcp::socket socket) {
    net::co_spawn(*io, ServeOnce(std::move(socket), steps, after), net::detached);
  });
  io = &server.io();
  net::io_context client;
  unsigned status = 0;
  const auto call = [&]() -> net::awaitable<void> {
    ::boost::beast::tcp_stream stream(client);
    co_await stream.async_connect({net::ip::make_address("127.0.0.1"), server.port()},
                                  net::use_awaitable);
    ::boost::beast::flat_buffer buffer;
    http::request<http::string_body> request(http::verb::get, "/c", 11);
    request.set(http::field::host, "shop.example");
    PlainResponse response;
    co_await AsyncRequest(stream, buffer, request, response, net::use_awaitable);
    status = response.result_int();
  };
  net::co_spawn(client, call(), net::detached);
  client.run();
  EXPECT_EQ(status, 200U);
  ASSERT_THAT(spans_.WaitFor(2), SizeIs(2));
  EXPECT_THAT(spans_.Named("GET /"), testing::HasParent(spans_.Named("GET")));
}

}  // namespace
}  // namespace otelwrap::beast
