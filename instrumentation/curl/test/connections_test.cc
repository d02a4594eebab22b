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

#include "close_socket.h"
#include "library_override.h"
#include "multi_fixture.h"
#include "open_connections.h"
#include "tls_server.h"
#include "transparency.h"

namespace otelwrap::curl {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

constexpr char kOpen[] = "http.client.open_connections";
constexpr char kDuration[] = "http.client.connection.duration";

std::shared_ptr<const Instrumentation> CountingConnections() {
  Options options;
  options.connections = true;
  options.phases = Phases::kOff;
  return MakeInstrumentation(options);
}

// As sums over all servers.
struct Counted {
  double active = 0;
  double idle = 0;
  uint64_t closed = 0;
};

bool operator==(const Counted& a, const Counted& b) {
  return a.active == b.active && a.idle == b.idle && a.closed == b.closed;
}
void PrintTo(const Counted& counted, std::ostream* out) {
  *out << "active " << counted.active << ", idle " << counted.idle << ", closed " << counted.closed;
}

Counted Count(const MetricCatcher& metrics) {
  Counted counted;
  for (const MetricPoint& point : metrics.Collect()) {
    if (point.name == kDuration) counted.closed += point.count;
    if (point.name != kOpen) continue;
    const auto state =
        std::get<std::string>(point.attributes.at("http.connection.state").variant());
    (state == "active" ? counted.active : counted.idle) += point.value;
  }
  return counted;
}

class ConnectionsTest : public TlsTest {
 protected:
  Counted Now() const { return Count(metrics_); }
  static Easy Get(const std::string& url) { return MakeEasy(url, CountingConnections()); }
};

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

class Share {
 public:
  Share() : share_(curl_share_init()) {
    curl_share_setopt(share_, CURLSHOPT_LOCKFUNC, &Lock);
    curl_share_setopt(share_, CURLSHOPT_UNLOCKFUNC, &Unlock);
    curl_share_setopt(share_, CURLSHOPT_USERDATA, this);
    curl_share_setopt(share_, CURLSHOPT_SHARE, CURL_LOCK_DATA_CONNECT);
  }
  ~Share() { curl_share_cleanup(share_); }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;
  CURLSH* get() { return share_; }

 private:
  static void Lock(CURL*, curl_lock_data data, curl_lock_access, void* share) {
    static_cast<Share*>(share)->mutexes_[data].lock();
  }
  static void Unlock(CURL*, curl_lock_data data, void* share) {
    static_cast<Share*>(share)->mutexes_[data].unlock();
  }
  CURLSH* share_;
  std::mutex mutexes_[CURL_LOCK_DATA_LAST];
};

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

// What a user's callbacks were asked, and what they answer.
struct Users {
  std::vector<std::string> calls;
  bool refuses = false;
  uint16_t connects_to = 0;  // by itself
  std::vector<curl_socket_t> closed;
};

curl_socket_t UsersOpen(void* data, curlsocktype, curl_sockaddr* address) {
  auto& users = *static_cast<Users*>(data);
  users.calls.emplace_back("open");
  if (users.refuses) return CURL_SOCKET_BAD;
  const int opened = ::socket(address->family, address->socktype, address->protocol);
  if (users.connects_to != 0) {
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(users.connects_to);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_EQ(connect(opened, reinterpret_cast<sockaddr*>(&to), sizeof to), 0);
  }
  return opened;
}

int UsersSocket(void* data, curl_socket_t, curlsocktype) {
  return static_cast<Users*>(data)->connects_to != 0 ? CURL_SOCKOPT_ALREADY_CONNECTED
                                                     : CURL_SOCKOPT_OK;
}

int UsersClose(void* data, curl_socket_t socket) {
  auto& users = *static_cast<Users*>(data);
  users.calls.emplace_back("close");
  users.closed.push_back(socket);
  return close(socket);
}

Easy& WithCallbacks(Easy& easy, Users& users) {
  easy.SetOpt(CURLOPT_OPENSOCKETFUNCTION, &UsersOpen);
  easy.SetOpt(CURLOPT_OPENSOCKETDATA, &users);
  easy.SetOpt(CURLOPT_SOCKOPTFUNCTION, &UsersSocket);
  easy.SetOpt(CURLOPT_SOCKOPTDATA, &users);
  easy.SetOpt(CURLOPT_CLOSESOCKETFUNCTION, &UsersClose);
  easy.SetOpt(CURLOPT_CLOSESOCKETDATA, &users);
  return easy;
}

TEST_F(ConnectionsTest, AUsersRefusalToOpenIsObeyed) {
  Users users;
  users.refuses = true;
  Easy request = Get(server_.url("/x"));
  EXPECT_EQ(WithCallbacks(request, users).Perform(), CURLE_COULDNT_CONNECT);
  EXPECT_EQ(Now(), (Counted{0, 0, 0}));
  EXPECT_THAT(users.calls, Each("open"));
}

TEST_F(ConnectionsTest, ASocketThatTheUserHasConnectedIsCounted) {
  Users users;
  users.connects_to = server_.port();
  {
    Easy request = Get("http://127.0.0.1:" + std::to_string(FreePort()) + "/x");
    EXPECT_EQ(WithCallbacks(request, users).Perform(), CURLE_OK);
    EXPECT_EQ(Now(), (Counted{0, 1, 0}));
  }
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
  EXPECT_THAT(users.calls, ElementsAre("open", "close"));
}

TEST_F(ConnectionsTest, TheUsersCloseIsCalledEvenWhenTheHandleIsGone) {
  Users users;
  Users later;
  {
    Share share;
    {
      Easy request = Get(server_.url("/x"));
      request.SetOpt(CURLOPT_SHARE, share.get());
      ASSERT_EQ(WithCallbacks(request, users).Perform(), CURLE_OK);
      // What comes now is for connections to come, and the handle is the user's.
      request.SetOpt(CURLOPT_CLOSESOCKETDATA, &later);
    }
    EXPECT_THAT(users.calls, ElementsAre("open"));
  }
  EXPECT_THAT(users.calls, ElementsAre("open", "close"));
  EXPECT_THAT(later.calls, IsEmpty());
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
}

TEST_F(ConnectionsTest, AHandleIsTheUsersAgainAfterwards) {
  Users users;
  Easy request = Get(server_.url("/x"));
  WithCallbacks(request, users).SetOpt(CURLOPT_FORBID_REUSE, 1);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
  ASSERT_EQ(curl_easy_perform(request), CURLE_OK);
  EXPECT_THAT(users.calls, ElementsAre("open", "close", "open", "close"));
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
}

TEST_F(ConnectionsTest, ACloseThatIsSetMeanwhileIsForTheNextConnection) {
  static Easy* easy;
  static Users* next;
  HttpStub other;
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", other.url("/end")}};
  server_.Answer(redirect);
  Users users;
  Users later;
  {
    Easy request = Get(server_.url("/x"));
    WithCallbacks(request, users).SetOpt(CURLOPT_FOLLOWLOCATION, 1);
    easy = &request;
    next = &later;
    using Header = size_t (*)(char*, size_t, size_t, void*);
    request.SetOpt(CURLOPT_HEADERFUNCTION,
                   static_cast<Header>([](char*, size_t size, size_t count, void*) {
                     easy->SetOpt(CURLOPT_CLOSESOCKETDATA, next);
                     return size * count;
                   }));
    ASSERT_EQ(request.Perform(), CURLE_OK);
  }
  EXPECT_THAT(users.closed, SizeIs(1));
  EXPECT_THAT(later.closed, SizeIs(1));
  EXPECT_EQ(Now(), (Counted{0, 0, 2}));
}

TEST_F(ConnectionsTest, AHandleWhoseCallbacksAreNotKnownKeepsThemAndIsNotCounted) {
  Users users;
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, server_.url("/x").c_str());
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &UsersClose);
  curl_easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, &users);
  EXPECT_EQ(Perform(*CountingConnections(), handle, nullptr), CURLE_OK);
  curl_easy_cleanup(handle);
  EXPECT_THAT(users.calls, ElementsAre("close"));
  EXPECT_EQ(Now(), (Counted{0, 0, 0}));
}

TEST_F(ConnectionsTest, WithoutTheHooksOfANewLibcurlNoneAreCounted) {
  LibraryOverride old;
  old.KnowNoRequestCallback();
  Users users;
  {
    Easy request = Get(server_.url("/x"));
    EXPECT_EQ(WithCallbacks(request, users).Perform(), CURLE_OK);
  }
  EXPECT_THAT(users.calls, ElementsAre("open", "close"));
  EXPECT_EQ(Now(), (Counted{0, 0, 0}));
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
TEST(ConnectionsTransparencyTest, NothingElseChanges) {
  SetDefault(CountingConnections());
  const auto bare_close = [](Easy& e, const std::string&) {
    e.SetOpt(CURLOPT_CLOSESOCKETFUNCTION, nullptr);
    e.SetOpt(CURLOPT_OPENSOCKETFUNCTION, nullptr);
    e.SetOpt(CURLOPT_SOCKOPTFUNCTION, nullptr);
  };
  const auto plain = [](Easy&, const std::string&) {};
  const auto follow = [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_FOLLOWLOCATION, 1); };
  const auto post = [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_COPYPOSTFIELDS, "a=1"); };
  const auto fresh = [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_FRESH_CONNECT, 1); };
  const auto refused = [](Easy& e, const std::string&) {
    e.SetOpt(CURLOPT_URL, "http://127.0.0.1:" + std::to_string(FreePort()) + "/x");
  };
  HttpResponse cut;
  cut.cut = true;
  HttpResponse closed = AnswerOf(200, {}, "text");
  closed.close = true;
  const TransparencyCase cases[] = {
      {"refused", refused, {}},
      {"cut", plain, {cut, cut}, 1},
      {"cut and tried again", plain, {AnswerOf(200), cut}, 2},
      {"once", plain, {}},
      {"once, without callbacks", bare_close, {}},
      {"three times", plain, {}, 3},
      {"three times, without callbacks", bare_close, {}, 3},
      {"closed by the server", plain, {closed, closed}, 3},
      {"fresh", fresh, {}, 2},
      {"post", post, {}, 2},
      {"redirected", follow, {AnswerOf(302, {{"Location", "/end"}})}},
  };
  for (const TransparencyCase& a_case : cases) {
    ExpectTransparent(a_case);
  }
  SetDefault(nullptr);
}

// Somebody has closed it behind libcurl's back, and its number is another's now.
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
TEST_F(ConnectionsTest, BeyondSoManyCallbacksTheUsersAreLeftAlone) {
  Easy request = Get(server_.url("/x"));
  std::vector<Users> many(close_socket::kMaxPairs + 1);
  bool refused = false;
  for (Users& users : many) {
    const UserCallback pair{reinterpret_cast<OptionValue::Function>(&UsersClose), &users};
    refused = refused || !close_socket::Install(request, pair);
  }
  EXPECT_TRUE(refused);
  {
    Easy other = Get(server_.url("/x"));
    EXPECT_EQ(WithCallbacks(other, many.back()).Perform(), CURLE_OK);
  }
  EXPECT_THAT(many.back().calls, ElementsAre("open", "close"));
  EXPECT_EQ(Now(), (Counted{0, 0, 0}));
}

}  // namespace
}  // namespace otelwrap::curl
