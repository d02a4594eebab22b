// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Connections are counted beside the user's own callbacks for sockets, and nothing that the user
// sees changes.

#include <arpa/inet.h>
#include <netinet/in.h>
#include <otelwrap/testing/free_port.h>
#include <sys/socket.h>
#include <unistd.h>

#include "close_socket.h"
#include "connections_fixture.h"
#include "library_override.h"
#include "transparency.h"

namespace otelwrap::curl {
namespace {

using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

using ConnectionCallbacksTest = ConnectionsTest;

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

TEST_F(ConnectionCallbacksTest, AUsersRefusalToOpenIsObeyed) {
  Users users;
  users.refuses = true;
  Easy request = Get(server_.url("/x"));
  EXPECT_EQ(WithCallbacks(request, users).Perform(), CURLE_COULDNT_CONNECT);
  EXPECT_EQ(Now(), (Counted{0, 0, 0}));
  EXPECT_THAT(users.calls, Each("open"));
}

TEST_F(ConnectionCallbacksTest, ASocketThatTheUserHasConnectedIsCounted) {
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

TEST_F(ConnectionCallbacksTest, TheUsersCloseIsCalledEvenWhenTheHandleIsGone) {
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

TEST_F(ConnectionCallbacksTest, AHandleIsTheUsersAgainAfterwards) {
  Users users;
  Easy request = Get(server_.url("/x"));
  WithCallbacks(request, users).SetOpt(CURLOPT_FORBID_REUSE, 1);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
  ASSERT_EQ(curl_easy_perform(request), CURLE_OK);
  EXPECT_THAT(users.calls, ElementsAre("open", "close", "open", "close"));
  EXPECT_EQ(Now(), (Counted{0, 0, 1}));
}

TEST_F(ConnectionCallbacksTest, ACloseThatIsSetMeanwhileIsForTheNextConnection) {
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

TEST_F(ConnectionCallbacksTest, AHandleWhoseCallbacksAreNotKnownKeepsThemAndIsNotCounted) {
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

TEST_F(ConnectionCallbacksTest, WithoutTheHooksOfANewLibcurlNoneAreCounted) {
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
TEST_F(ConnectionCallbacksTest, BeyondSoManyCallbacksTheUsersAreLeftAlone) {
  Easy request = Get(server_.url("/x"));
  std::vector<Users> many(close_socket::kMaxPairs + 1);
  bool refused = false;
  for (Users& users : many) {
    const UserCallback pair{reinterpret_cast<OptionValue::Function>(&UsersClose), &users};
    refused = refused || !close_socket::Install(request, pair);
  }
  EXPECT_TRUE(refused);
  const UserCallback known{reinterpret_cast<OptionValue::Function>(&UsersClose), &many.front()};
  EXPECT_TRUE(close_socket::Install(request, known));
  {
    Easy other = Get(server_.url("/x"));
    EXPECT_EQ(WithCallbacks(other, many.back()).Perform(), CURLE_OK);
  }
  EXPECT_THAT(many.back().calls, ElementsAre("open", "close"));
  EXPECT_EQ(Now(), (Counted{0, 0, 0}));
}

}  // namespace
}  // namespace otelwrap::curl
