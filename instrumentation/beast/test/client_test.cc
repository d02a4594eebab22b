// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Request and AsyncRequest against a real server: what they send, and the span of each outcome.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/trace/provider.h>
#include <opentelemetry/trace/scope.h>
#include <otelwrap/beast/request.h>
#include <otelwrap/beast/serve.h>
#include <otelwrap/common/suppression.h>
#include <otelwrap/testing/w3c_headers.h>
#include <boost/asio/bind_executor.hpp>
#include <boost/asio/strand.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/string_body.hpp>

#include <string>

#include "server_fixture.h"

namespace otelwrap::beast {
namespace {

namespace http = ::boost::beast::http;
namespace net = ::boost::asio;
using ::boost::system::error_code;
using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::FromScope;
using testing::HasAttribute;
using testing::HasCount;
using testing::HistogramNamed;
using testing::IsClient;
using ::testing::IsEmpty;
using testing::IsRootSpan;
using testing::LacksAttribute;
using testing::SpanNamed;
using testing::Succeeded;

// Remembers the headers it got; answers by the path: its number is the status.
class Upstream {
 public:
  Upstream() : server_([this](Tcp::socket socket) { OnConnection(std::move(socket)); }) {}

  uint16_t port() const { return server_.port(); }
  std::string header(const std::string& name) const { return std::string(last_[name]); }
  size_t lines(const std::string& name) const { return last_.count(name); }

 private:
  void OnConnection(Tcp::socket socket) {
    Options silent;
    silent.traces = silent.metrics = false;
    const Instrumentation instrumentation(silent);
    Serve(instrumentation, socket, [&](const ServerRequest& request) {
      last_ = request;
      const std::string target(request.target());
      if (target == "/cut") socket.close();
      PlainResponse response(http::status::ok, 11);
      if (target.size() == 4) response.result(static_cast<unsigned>(std::stoi(target.substr(1))));
      if (response.result() != http::status::no_content) response.body() = "answer";
      return response;
    });
  }

  http::fields last_;
  LoopbackServer server_;
};

class ClientTest : public ServerTest {
 protected:
  ClientTest() : stream_(io_) {
    stream_.connect({net::ip::make_address("127.0.0.1"), upstream_.port()});
    local_ = stream_.socket().local_endpoint();
  }

  static http::request<http::string_body> Make(const std::string& target) {
    http::request<http::string_body> request(http::verb::get, target, 11);
    request.set(http::field::host, "shop.example:8080");
    return request;
  }

  error_code Send(http::request<http::string_body>& request, const Options& options = {}) {
    const Instrumentation instrumentation(options);
    return Request(instrumentation, stream_, buffer_, request, response_);
  }
  error_code Send(const std::string& target, const Options& options = {}) {
    auto request = Make(target);
    return Send(request, options);
  }

  net::io_context io_;
  Upstream upstream_;
  ::boost::beast::tcp_stream stream_;
  ::boost::beast::flat_buffer buffer_;
  Tcp::endpoint local_;
  http::response<http::string_body> response_;
};

TEST_F(ClientTest, ConnectionLostHasNoStatus) {
  EXPECT_EQ(Send("/cut"), http::error::end_of_stream);
  EXPECT_THAT(spans_.Only(), AllOf(SpanNamed("GET"), FailedWith("connection_closed"),
                                   LacksAttribute("http.response.status_code")));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HistogramNamed("http.client.request.duration", "s"), HasCount(1),
                                AttributesAre({{"http.request.method", "GET"},
                                               {"server.address", "shop.example"},
                                               {"server.port", 8080},
                                               {"error.type", "connection_closed"}}))));
}

TEST_F(ClientTest, StatusFrom400IsAFailure) {
  Send("/404");
  Send("/500");
  EXPECT_THAT(spans_.Finished(), ElementsAre(FailedWith("404"), FailedWith("500")));
}

TEST_F(ClientTest, NotConnected) {
  stream_.close();
  EXPECT_TRUE(Send("/"));
  EXPECT_THAT(spans_.Only(),
              AllOf(FailedWith("network_error"), LacksAttribute("network.peer.port")));
}

TEST_F(ClientTest, EverySpanAttribute) {
  EXPECT_FALSE(Send("/items/1?sig=secret"));
  EXPECT_EQ(response_.body(), "answer");
  EXPECT_THAT(spans_.Only(),
              AllOf(SpanNamed("GET"), IsClient(), IsRootSpan(), Succeeded(),
                    FromScope("otelwrap.beast", OTELWRAP_VERSION,
                              "https://opentelemetry.io/schemas/1.43.0"),
                    AttributesAre({{"http.request.method", "GET"},
                                   {"server.address", "shop.example"},
                                   {"server.port", 8080},
                                   {"url.full", "http://shop.example:8080/items/1?sig=REDACTED"},
                                   {"network.peer.address", "127.0.0.1"},
                                   {"network.peer.port", upstream_.port()},
                                   {"network.protocol.version", "1.1"},
                                   {"http.response.status_code", 200}})));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HistogramNamed("http.client.request.duration", "s"), HasCount(1),
                                AttributesAre({{"http.request.method", "GET"},
                                               {"server.address", "shop.example"},
                                               {"server.port", 8080},
                                               {"network.protocol.version", "1.1"},
                                               {"http.response.status_code", 200}}))));
  EXPECT_THAT(upstream_.header("traceparent"), testing::IsTraceparentOf(spans_.Only()));
}

TEST_F(ClientTest, SecondAttemptWithTheSameRequestHasHeadersOfItsOwn) {
  auto request = Make("/");
  request.insert("Traceparent", "stale");
  Send(request);
  Send(request);
  const auto spans = spans_.Finished();
  ASSERT_EQ(spans.size(), 2U);
  EXPECT_THAT(upstream_.header("traceparent"), testing::IsTraceparentOf(spans[1]));
  EXPECT_EQ(upstream_.lines("traceparent"), 1U);
}

TEST_F(ClientTest, HeadNeedsNoBody) {
  auto request = Make("/");
  request.method(http::verb::head);
  EXPECT_FALSE(Send(request));
  EXPECT_FALSE(Send("/"));
  EXPECT_EQ(response_.body(), "answer");
}

TEST_F(ClientTest, ChildOfTheCurrentSpanWithItsBaggage) {
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  const auto parent = tracer->StartSpan("parent");
  {
    const opentelemetry::trace::Scope scope(parent);
    auto baggage = opentelemetry::baggage::Baggage::GetDefault()->Set("user", "7");
    auto current = opentelemetry::context::RuntimeContext::GetCurrent();
    const auto token = opentelemetry::context::RuntimeContext::Attach(
        opentelemetry::baggage::SetBaggage(current, baggage));
    Send("/");
  }
  parent->End();
  EXPECT_THAT(spans_.Named("GET"), testing::HasParent(spans_.Named("parent")));
  EXPECT_EQ(upstream_.header("baggage"), "user=7");
}

TEST_F(ClientTest, FilterDropsTelemetryButNotPropagation) {
  Options options;
  options.client_filter = [](const RequestView&) { return false; };
  const auto tracer = opentelemetry::trace::Provider::GetTracerProvider()->GetTracer("test");
  const auto parent = tracer->StartSpan("parent");
  {
    const opentelemetry::trace::Scope scope(parent);
    Send("/", options);
  }
  parent->End();
  EXPECT_THAT(upstream_.header("traceparent"), testing::IsTraceparentOf(spans_.Only()));
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(ClientTest, PolicyKeepsHeadersFromForeignHosts) {
  Options options;
  options.propagation = common::PropagationPolicy::NotTo({"shop.example"});
  EXPECT_FALSE(Send("/", options));
  EXPECT_EQ(upstream_.lines("host"), 1U);
  EXPECT_EQ(upstream_.lines("traceparent"), 0U);
  EXPECT_THAT(spans_.Only(), Succeeded());
}

TEST_F(ClientTest, OffAndSuppressedDoNothing) {
  common::SetEnabled(common::Component::kBeast, false);
  EXPECT_FALSE(Send("/"));
  common::SetEnabled(common::Component::kBeast, true);
  {
    const common::SuppressInstrumentation suppressed;
    EXPECT_FALSE(Send("/"));
  }
  EXPECT_EQ(upstream_.lines("host"), 1U);
  EXPECT_EQ(upstream_.lines("traceparent"), 0U);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST_F(ClientTest, AsyncKeepsTheHandlersExecutor) {
  const auto strand = net::make_strand(io_);
  const Instrumentation instrumentation;
  auto request = Make("/items/1");
  error_code result = net::error::would_block;
  AsyncRequest(instrumentation, stream_, buffer_, request, response_,
               net::bind_executor(strand, [&](error_code error) {
                 EXPECT_TRUE(strand.running_in_this_thread());
                 EXPECT_EQ(spans_.Finished().size(), 1U);
                 result = error;
               }));
  EXPECT_EQ(spans_.Finished().size(), 0U);
  io_.run();
  EXPECT_FALSE(result);
  EXPECT_EQ(response_.body(), "answer");
  EXPECT_THAT(spans_.Only(), AllOf(Succeeded(), HasAttribute("http.response.status_code", 200)));
  EXPECT_THAT(upstream_.header("traceparent"), testing::IsTraceparentOf(spans_.Only()));
}

TEST_F(ClientTest, AsyncConnectionLost) {
  auto request = Make("/cut");
  error_code result;
  AsyncRequest(stream_, buffer_, request, response_, [&](error_code error) { result = error; });
  io_.run();
  EXPECT_EQ(result, http::error::end_of_stream);
  EXPECT_THAT(spans_.Only(), FailedWith("connection_closed"));
}

TEST_F(ClientTest, AsyncThatItsOwnProgramCancelledIsNoFailure) {
  LoopbackServer silent([](Tcp::socket socket) {
    char byte = 0;
    error_code ignored;
    while (!ignored) socket.read_some(net::buffer(&byte, 1), ignored);
  });
  ::boost::beast::tcp_stream stream(io_);
  stream.connect({net::ip::make_address("127.0.0.1"), silent.port()});
  auto request = Make("/");
  error_code result;
  AsyncRequest(stream, buffer_, request, response_, [&](error_code error) { result = error; });
  io_.poll();
  stream.cancel();
  io_.run();
  stream.close();
  EXPECT_EQ(result, net::error::operation_aborted);
  EXPECT_THAT(spans_.Only(), Succeeded());
}

TEST_F(ClientTest, AsyncThatIsDestroyedEndsAsAbandoned) {
  {
    net::io_context io;
    ::boost::beast::tcp_stream stream(io);
    stream.connect({net::ip::make_address("127.0.0.1"), upstream_.port()});
    auto request = Make("/");
    AsyncRequest(stream, buffer_, request, response_, [](error_code) { ADD_FAILURE(); });
  }
  EXPECT_THAT(spans_.Only(), FailedWith("abandoned"));
}

}  // namespace
}  // namespace otelwrap::beast
