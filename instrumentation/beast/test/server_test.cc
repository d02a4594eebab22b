// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Serve over real sockets: what a request leaves behind, whatever becomes of it.

#include <otelwrap/beast/serve.h>
#include <otelwrap/common/suppression.h>

#include <memory>

#include "server_fixture.h"

namespace otelwrap::beast {
namespace {

using ::testing::AllOf;
using testing::AttributesAre;
using ::testing::ElementsAre;
using testing::FailedWith;
using testing::FromScope;
using testing::HasAttribute;
using testing::HasCount;
using testing::HasParentId;
using ::testing::HasSubstr;
using testing::HistogramNamed;
using ::testing::IsEmpty;
using testing::IsRootSpan;
using testing::IsServer;
using testing::LacksAttribute;
using ::testing::Not;
using testing::Number;
using testing::SpanNamed;
using ::testing::StartsWith;
using testing::Succeeded;

class SyncServerTest : public ServerTest {
 protected:
  // Sends the bytes over one connection, returns what came back; the server has ended by then.
  std::string Send(const std::string& bytes, const Options& options = {}) {
    const Instrumentation instrumentation(options);
    LoopbackServer server([&](Tcp::socket socket) { ServeOn(instrumentation, socket); });
    return Exchange(server.port(), bytes);
  }

  void ServeOn(const Instrumentation& instrumentation, Tcp::socket& socket) {
    Serve(instrumentation, socket, [this](const ServerRequest& request, ServerSpan& span) {
      return Application(request, span, seen_);
    });
  }
};

TEST_F(SyncServerTest, HandlerThatThrowsIsA500) {
  EXPECT_THAT(Send(Get("/throw")), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(spans_.Only(),
              AllOf(SpanNamed("GET"), FailedWith("500"),
                    testing::HasEvent("exception", {{"exception.type", "std::invalid_argument"}}),
                    HasAttribute("http.response.status_code", 500)));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HistogramNamed("http.server.request.duration", "s"), HasCount(1),
                                AttributesAre({{"http.request.method", "GET"},
                                               {"url.scheme", "http"},
                                               {"network.protocol.version", "1.1"},
                                               {"http.response.status_code", 500},
                                               {"error.type", "500"}}))));
}

TEST_F(SyncServerTest, ResponseThatCantBeIsA500) {
  EXPECT_THAT(Send(Get("/nobody")), StartsWith("HTTP/1.1 500"));
  EXPECT_THAT(spans_.Only(), FailedWith("500"));
}

TEST_F(SyncServerTest, ServerErrorFailsAndClientErrorDoesNot) {
  Send(Get("/fail") + Get("/none"));
  EXPECT_THAT(spans_.Finished(),
              ElementsAre(FailedWith("503"),
                          AllOf(Succeeded(), HasAttribute("http.response.status_code", 404))));
}

TEST_F(SyncServerTest, ClientGoneInTheBodyHasNoStatus) {
  Send("POST /items/1 HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\nhalf");
  EXPECT_THAT(spans_.Only(), AllOf(SpanNamed("POST"), FailedWith("connection_closed"),
                                   LacksAttribute("http.response.status_code")));
}

TEST_F(SyncServerTest, ClientGoneBeforeTheResponse) {
  const Instrumentation instrumentation;
  ::boost::system::error_code result;
  {
    LoopbackServer server([&](Tcp::socket socket) {
      result = Serve(instrumentation, socket, [&](const ServerRequest&) {
        char byte = 0;
        ::boost::system::error_code ignored;
        socket.read_some(::boost::asio::buffer(&byte, 1), ignored);  // until the reset is here
        PlainResponse response(internal::http::status::ok, 11);
        response.body().assign(size_t{8} << 20U, 'x');
        return response;
      });
    });
    RawClient client(server.port());
    client.Send(Get("/items/1"));
    client.Reset();
    spans_.WaitFor(1);
  }
  EXPECT_THAT(spans_.Only(), FailedWith("connection_reset"));
  EXPECT_TRUE(result);
}

TEST_F(SyncServerTest, EverySpanAttribute) {
  Options options;
  options.trace_id_header = true;
  const std::string answer =
      Send(Get("/items/1?b=2&sig=secret", "User-Agent: test/1\r\nX-Forwarded-For: 8.8.8.8\r\n"),
           options);
  const testing::Span span = spans_.Only();
  EXPECT_THAT(span, AllOf(SpanNamed("GET /items/{id}"), IsServer(), IsRootSpan(), Succeeded(),
                          FromScope("otelwrap.beast", OTELWRAP_VERSION,
                                    "https://opentelemetry.io/schemas/1.43.0")));
  EXPECT_THAT(span, AttributesAre({{"http.request.method", "GET"},
                                   {"url.scheme", "http"},
                                   {"url.path", "/items/1"},
                                   {"url.query", "b=2&sig=REDACTED"},
                                   {"server.address", "shop.example"},
                                   {"server.port", 8080},
                                   {"client.address", "127.0.0.1"},
                                   {"network.peer.address", "127.0.0.1"},
                                   {"network.peer.port", Number(::testing::Gt(0))},
                                   {"network.protocol.version", "1.1"},
                                   {"user_agent.original", "test/1"},
                                   {"http.response.status_code", 200},
                                   {"http.route", "/items/{id}"}}));
  EXPECT_THAT(metrics_.Collect(),
              ElementsAre(AllOf(HistogramNamed("http.server.request.duration", "s"), HasCount(1),
                                FromScope("otelwrap.beast"),
                                AttributesAre({{"http.request.method", "GET"},
                                               {"url.scheme", "http"},
                                               {"network.protocol.version", "1.1"},
                                               {"http.response.status_code", 200},
                                               {"http.route", "/items/{id}"}}))));
  EXPECT_THAT(answer, AllOf(HasSubstr("Trace-Id: " + span.trace_id), HasSubstr("\r\n\r\nitem")));
  EXPECT_EQ(seen_.span_id, span.span_id);
}

TEST_F(SyncServerTest, KeepAliveGivesOneSpanForEachRequest) {
  const std::string answers =
      Send(Get("/items/1") + Get("/items/2", "Connection: close\r\n") + Get("/items/3"));
  EXPECT_THAT(answers, Not(HasSubstr("Trace-Id")));
  EXPECT_THAT(spans_.Finished(), ElementsAre(HasAttribute("url.path", "/items/1"),
                                             HasAttribute("url.path", "/items/2")));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasCount(2)));
}

TEST_F(SyncServerTest, HeadHasNoBody) {
  const std::string answer = Send("HEAD /items/1 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_THAT(answer, AllOf(HasSubstr("Content-Length: 4"), Not(HasSubstr("item"))));
}

TEST_F(SyncServerTest, UpgradeEndsWithItsHandshakeAndLeavesTheStreamOpen) {
  const Instrumentation instrumentation;
  {
    LoopbackServer server([&](Tcp::socket socket) {
      ServeOn(instrumentation, socket);
      EXPECT_EQ(spans_.Finished().size(), 1U);
      ::boost::asio::write(socket, ::boost::asio::buffer("other protocol", 14));
    });
    RawClient client(server.port());
    client.Send(Get("/upgrade"));
    EXPECT_THAT(client.ReadAll(), HasSubstr("other protocol"));
  }
  EXPECT_THAT(spans_.Only(), AllOf(Succeeded(), HasAttribute("http.response.status_code", 101)));
}

TEST_F(SyncServerTest, RemoteParentAndBaggageReachTheHandler) {
  Send(Get("/items/1", std::string(kTraceparentLine) + "baggage: user=7\r\n"));
  EXPECT_THAT(spans_.Only(), HasParentId(kTraceId, kParentId));
  EXPECT_EQ(seen_.baggage, "7");
  EXPECT_EQ(seen_.span_id, spans_.Only().span_id);
}

TEST_F(SyncServerTest, TwoTraceparentLinesBeginANewTrace) {
  Send(Get("/items/1", std::string(kTraceparentLine) + kTraceparentLine));
  EXPECT_THAT(spans_.Only(), IsRootSpan());
}

TEST_F(SyncServerTest, PublicEndpointLinksAndDropsBaggage) {
  Options options;
  options.public_endpoint = true;
  Send(Get("/items/1", std::string(kTraceparentLine) + "baggage: user=7\r\n"), options);
  EXPECT_THAT(spans_.Only(), AllOf(IsRootSpan(), testing::HasLinkTo(kTraceId, kParentId)));
  EXPECT_EQ(seen_.baggage, "");
}

TEST_F(SyncServerTest, ForwardedHeadersAreTakenOnlyWhereTrusted) {
  Options options;
  options.trust_forwarded_headers = true;
  Send(Get("/items/1", "X-Forwarded-For: 8.8.8.8\r\nX-Forwarded-Proto: https\r\n"), options);
  EXPECT_THAT(spans_.Only(),
              AllOf(HasAttribute("client.address", "8.8.8.8"), HasAttribute("url.scheme", "https"),
                    HasAttribute("network.peer.address", "127.0.0.1")));
}

TEST_F(SyncServerTest, FilterDropsTelemetryButNotPropagation) {
  Options options;
  options.server_filter = [](const RequestView& request) { return request.target != "/healthz"; };
  Send(Get("/healthz", std::string(kTraceparentLine) + "baggage: user=7\r\n"), options);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
  EXPECT_EQ(seen_.span_id, kParentId);
  EXPECT_EQ(seen_.baggage, "7");
}

TEST_F(SyncServerTest, HooksThatThrowChangeNothing) {
  Options options;
  options.server_filter = [](const RequestView&) -> bool { throw std::runtime_error("filter"); };
  options.outcome = [](const common::HookArguments&, common::Outcome&) {
    throw std::runtime_error("outcome");
  };
  options.span_attributes = [](const common::HookArguments&, common::AttributeSet&) {
    throw std::runtime_error("attributes");
  };
  EXPECT_THAT(Send(Get("/items/1"), options), StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(spans_.Only(), Succeeded());
}

TEST_F(SyncServerTest, OutcomeHookTurnsAFailureAround) {
  Options options;
  options.outcome = [](const common::HookArguments& call, common::Outcome& outcome) {
    EXPECT_EQ(call.span_name, "GET");
    outcome.ClearError();
  };
  Send(Get("/fail"), options);
  EXPECT_THAT(spans_.Only(), Succeeded());
}

TEST_F(SyncServerTest, RequireParentMakesNoOrphans) {
  Options options;
  options.require_parent = true;
  Send(Get("/items/1") + Get("/items/2", kTraceparentLine), options);
  EXPECT_THAT(spans_.Only(), HasAttribute("url.path", "/items/2"));
  EXPECT_THAT(metrics_.Collect(), ElementsAre(HasCount(2)));
}

TEST_F(SyncServerTest, OffDoesNothing) {
  common::SetEnabled(common::Component::kBeast, false);
  const std::string answer = Send(Get("/items/1", kTraceparentLine));
  common::SetEnabled(common::Component::kBeast, true);
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200"));
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
  EXPECT_EQ(seen_.span_id, "0000000000000000");
}

TEST_F(SyncServerTest, SuppressedDoesNothing) {
  const Instrumentation instrumentation;
  {
    LoopbackServer server([&](Tcp::socket socket) {
      const common::SuppressInstrumentation suppressed;
      ServeOn(instrumentation, socket);
    });
    EXPECT_THAT(Exchange(server.port(), Get("/items/1")), StartsWith("HTTP/1.1 200"));
  }
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  EXPECT_THAT(metrics_.Collect(), IsEmpty());
}

TEST(SyncServer, UnsampledStillWritesTheMetricAndPropagates) {
  testing::SpanCatcherOptions catcher;
  catcher.sampling = testing::Sampling::kAlwaysOff;
  testing::SpanCatcher spans(std::move(catcher));
  testing::MetricCatcher metrics;
  const Instrumentation instrumentation;
  std::string trace_id(32, ' ');
  {
    LoopbackServer server([&](Tcp::socket socket) {
      Serve(instrumentation, socket, [&](const ServerRequest&, ServerSpan& span) {
        span.SpanContext().trace_id().ToLowerBase16(
            opentelemetry::nostd::span<char, 32>(trace_id.data(), 32));
        return PlainResponse(internal::http::status::ok, 11);
      });
    });
    Exchange(server.port(), Get("/items/1", kTraceparentLine));
  }
  EXPECT_THAT(spans.Finished(), IsEmpty());
  EXPECT_THAT(metrics.Collect(), ElementsAre(HasCount(1)));
  EXPECT_EQ(trace_id, kTraceId);
}

TEST(SyncServer, NoProvidersStillPassTheParentOn) {
  testing::SpanCatcherOptions catcher;
  catcher.install_provider = false;
  testing::SpanCatcher propagators(std::move(catcher));
  const Instrumentation instrumentation;
  Seen seen;
  {
    LoopbackServer server([&](Tcp::socket socket) {
      Serve(instrumentation, socket, [&](const ServerRequest& request, ServerSpan& span) {
        return Application(request, span, seen);
      });
    });
    Exchange(server.port(), Get("/items/1", kTraceparentLine));
  }
  EXPECT_EQ(seen.span_id, kParentId);
}

TEST_F(SyncServerTest, MovedAndDroppedSpansEndOnceAsAborted) {
  ServerRequest request(internal::http::verb::get, "/", 11);
  ServerSpan first = StartServer(request, Peer{});
  first.SetRoute("/a");
  ServerSpan second = std::move(first);
  first.Finish(200);
  EXPECT_THAT(spans_.Finished(), IsEmpty());
  second = StartServer(request, Peer{});
  EXPECT_THAT(spans_.Only(), AllOf(FailedWith("abandoned"), HasAttribute("http.route", "/a")));
  second.Finish(200);
  second.Finish(500);
  EXPECT_EQ(spans_.Finished().size(), 2U);
  EXPECT_THAT(spans_.Finished()[1], Succeeded());
}

}  // namespace
}  // namespace otelwrap::beast
