// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The metrics of connections: counted from the first request to the close, whoever uses or closes
// them, with a real nginx.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <otelwrap/testing/free_port.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <mutex>
#include <thread>

#include "connections_fixture.h"
#include "open_connections.h"

namespace otelwrap::curl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::SizeIs;

TEST_F(ConnectionsTest, OneThatFailsIsNotCounted) {
  {
    Easy refused = Get("http://127.0.0.1:" + std::to_string(FreePort()) + "/x");
    EXPECT_EQ(refused.Perform(), CURLE_COULDNT_CONNECT);
    Easy untrusted = Get(Url());  // connected, but its certificate is not known
    EXPECT_EQ(untrusted.Perform(), CURLE_PEER_FAILED_VERIFICATION);
  }
  EXPECT_EQ(Now(), (Counted{0, 0, 0}));
  for (const MetricPoint& point : metrics_.Collect()) {
    EXPECT_EQ(point.name, "http.client.request.duration");
  }
}

TEST_F(ConnectionsTest, WithoutTheOptionThereAreNone) {
  {
    EXPECT_EQ(Trusting(Url()).Perform(), CURLE_OK);
  }
  EXPECT_THAT(metrics_.Collect(), SizeIs(1));
}

TEST_F(ConnectionsTest, OneIsActiveThenIdleThenClosed) {
  Counted meanwhile;
  struct Watch {
    Counted* to;
    MetricCatcher* metrics;
  } watch{&meanwhile, &metrics_};
  {
    Easy request = Trusting(Url(), CountingConnections());
    using Write = size_t (*)(char*, size_t, size_t, void*);
    request.SetOpt(CURLOPT_WRITEFUNCTION,
                   static_cast<Write>([](char*, size_t size, size_t count, void* data) {
                     auto& to = *static_cast<Watch*>(data);
                     *to.to = Count(*to.metrics);
                     return size * count;
                   }));
    request.SetOpt(CURLOPT_WRITEDATA, &watch);
    ASSERT_EQ(request.Perform(), CURLE_OK);
    EXPECT_EQ(meanwhile, (Counted{1, 0, 0}));
    EXPECT_EQ(Now(), (Counted{0, 1, 0}));
    ASSERT_EQ(request.Perform(), CURLE_OK);  // the same
    EXPECT_EQ(meanwhile, (Counted{1, 0, 0}));
    EXPECT_EQ(Now(), (Counted{0, 1, 0}));
  }
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
  EXPECT_THAT(
      metrics_.Named(kDuration),
      AllOf(HistogramNamed(kDuration, "s"), HasCount(1), FromScope("otelwrap.curl"),
            AttributesAre({{"server.address", "localhost"}, {"server.port", nginx_->port()}})));
  for (const MetricPoint& point : metrics_.Collect()) {
    if (point.name != kOpen) continue;
    EXPECT_EQ(point.unit, "{connection}");
    EXPECT_EQ(point.kind, MetricKind::kUpDownCounter);
    const auto state =
        std::get<std::string>(point.attributes.at("http.connection.state").variant());
    EXPECT_THAT(point, AttributesAre({{"http.connection.state", state},
                                      {"server.address", "localhost"},
                                      {"server.port", nginx_->port()}}));
  }
}

TEST_F(ConnectionsTest, OneThatTheServerClosesIsClosedAndTheNextIsAnother) {
  {
    Easy request = Trusting(Url(), CountingConnections());
    request.SetOpt(CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
    ASSERT_EQ(request.Perform(), CURLE_OK);
    nginx_->Stop();
    unlink((nginx_->folder() + "/socket").c_str());  // a killed one leaves it
    nginx_->Start();
    ASSERT_EQ(request.Perform(), CURLE_OK);
    EXPECT_EQ(Now(), (Counted{0, 1, 1}));
  }
  EXPECT_EQ(Now(), (Counted{0, 0, 2}));
}

TEST_F(ConnectionsTest, OneThatIsNotKeptIsClosedByItsRequest) {
  Easy request = Get(server_.url("/x"));
  request.SetOpt(CURLOPT_FORBID_REUSE, 1);
  for (uint64_t i = 1; i <= 3; ++i) {
    ASSERT_EQ(request.Perform(), CURLE_OK);
    EXPECT_EQ(Now(), (Counted{0, 0, i}));
  }
}

TEST_F(ConnectionsTest, EachHopIsOnAConnectionOfTheSameCount) {
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", Url("/moved")}};  // and from there to /x, on the same connection
  server_.Answer(redirect);
  Easy request = Get(server_.url("/start"));
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  request.SetOpt(CURLOPT_CAINFO, Certificate());
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Finished(), SizeIs(3));
  EXPECT_EQ(Now(), (Counted{0, 2, 0}));
}

// Both addresses are tried; one wins.
TEST_F(ConnectionsTest, OfSeveralAddressesTheOneThatConnectsIsCounted) {
  const std::string port = std::to_string(server_.port());
  const List addresses = MakeList({"two.test:" + port + ":127.0.0.2,127.0.0.1"});
  {
    Easy request = Get("http://two.test:" + port + "/x");
    request.SetOpt(CURLOPT_RESOLVE, addresses.get());
    ASSERT_EQ(request.Perform(), CURLE_OK);
    EXPECT_EQ(Now(), (Counted{0, 1, 0}));
  }
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
}

// Handle, instrumentation and all are gone; another handle goes on with it.
TEST_F(ConnectionsTest, OneLivesOnInAShareWithoutItsHandle) {
  {
    Share share;
    for (int i = 0; i < 3; ++i) {
      Easy request = Trusting(Url(), CountingConnections());
      request.SetOpt(CURLOPT_SHARE, share.get());
      ASSERT_EQ(request.Perform(), CURLE_OK);
      EXPECT_EQ(Now(), (Counted{0, 1, 0}));
    }
  }
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
}

TEST_F(ConnectionsTest, OneLivesOnInAMultiWithoutItsHandle) {
  {
    Multi multi(CountingConnections());
    {
      Easy request = Trusting(Url());
      ASSERT_EQ(multi.Add(request), CURLM_OK);
      RunAll(multi);
      EXPECT_THAT(ReadAll(multi), ElementsAre(CURLE_OK));
      EXPECT_EQ(multi.Remove(request), CURLM_OK);
    }
    EXPECT_EQ(Now(), (Counted{0, 1, 0}));
  }
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
}

TEST_F(ConnectionsTest, OneWithSeveralStreamsIsActiveUntilTheLast) {
  Multi multi(CountingConnections());
  Easy first = Trusting(Url());
  Easy second = Trusting(Url());
  second.SetOpt(CURLOPT_PIPEWAIT, 1);
  ASSERT_EQ(multi.Add(first), CURLM_OK);
  ASSERT_EQ(multi.Add(second), CURLM_OK);
  RunAll(multi);
  int left = 0;
  ASSERT_NE(multi.InfoRead(&left), nullptr);
  EXPECT_EQ(Now(), (Counted{1, 0, 0}));
  ASSERT_NE(multi.InfoRead(&left), nullptr);
  EXPECT_EQ(Now(), (Counted{0, 1, 0}));
  multi.Remove(first);
  multi.Remove(second);
}

TEST_F(ConnectionsTest, OneThatIsRemovedEarlyIsNotLeftOver) {
  server_.AnswerAll([](const HttpRequest&) {
    HttpResponse late;
    late.delay = std::chrono::seconds(2);
    return late;
  });
  Multi multi(CountingConnections());
  Easy request = MakeEasy(server_.url("/x"));
  ASSERT_EQ(multi.Add(request), CURLM_OK);
  int running = 0;
  for (int i = 0; i < 100 && Now().active == 0; ++i) {
    curl_multi_perform(multi, &running);
    curl_multi_poll(multi, nullptr, 0, 20, nullptr);
  }
  EXPECT_EQ(Now(), (Counted{1, 0, 0}));
  EXPECT_EQ(multi.Remove(request), CURLM_OK);
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
}

TEST_F(ConnectionsTest, ThoseOfSeveralThreadsAreCountedOnce) {
  constexpr int kThreads = 4;
  constexpr int kRounds = 20;
  {
    Share share;
    std::vector<std::thread> threads;
    threads.reserve(kThreads);
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([this, &share, i] {
        for (int round = 0; round < kRounds; ++round) {
          Easy request = Get(server_.url("/x"));
          // libcurl before 8.12 loses its way in a share's cache that two threads use at once.
          if (i == 0) request.SetOpt(CURLOPT_SHARE, share.get());
          EXPECT_EQ(request.Perform(), CURLE_OK);
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  int connections = 0;
  for (const HttpRequest& request : server_.Requests()) {
    connections = std::max(connections, request.connection);
  }
  EXPECT_EQ(Now(), (Counted{0, 0, static_cast<uint64_t>(connections)}));
}

TEST_F(ConnectionsTest, TheyAreCountedForUnsampledRequestsToo) {
  Options options;
  options.traces = false;
  options.connections = true;
  {
    EXPECT_EQ(MakeEasy(server_.url("/x"), MakeInstrumentation(options)).Perform(), CURLE_OK);
  }
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
}

// With the option on, a user notices nothing of it: neither who has callbacks of his own, nor who
// has none.
TEST_F(ConnectionsTest, OneThatWasClosedUnseenEndsWhenItsNumberIsUsedAgain) {
  const auto meter = metrics_.provider()->GetMeter("otelwrap.curl");
  const ConnectionInstruments instruments(meter);
  const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in local{};
  local.sin_family = AF_INET;
  local.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  ASSERT_EQ(bind(socket, reinterpret_cast<sockaddr*>(&local), sizeof local), 0);
  socklen_t size = sizeof local;
  ASSERT_EQ(getsockname(socket, reinterpret_cast<sockaddr*>(&local), &size), 0);
  const ConnectionEnds ends{"127.0.0.1", "127.0.0.1", 80, ntohs(local.sin_port)};
  const ConnectionEnds others{"127.0.0.1", "127.0.0.1", 80, ntohs(local.sin_port) - 1};
  const auto server = common::Target::Make({}, "shop.test", 80);
  const auto first = open_connections::Opened(socket);
  EXPECT_FALSE(open_connections::Establish(first, others, instruments, server));
  ASSERT_TRUE(open_connections::Establish(first, ends, instruments, server));
  EXPECT_FALSE(open_connections::Establish(first, ends, instruments, server));
  const auto second = open_connections::Opened(socket);
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
  open_connections::Leave(first);  // of a request that was on the first
  EXPECT_FALSE(open_connections::Enter(ends));
  ASSERT_TRUE(open_connections::Establish(second, ends, instruments, server));
  EXPECT_EQ(Now(), (Counted{1, 0, 1}));
  open_connections::Closed(socket);
  EXPECT_EQ(Now(), (Counted{0, 0, 2}));
  close(socket);
}

// The last test: the room is the process's.
}  // namespace
}  // namespace otelwrap::curl
