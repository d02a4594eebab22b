// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The user's own callbacks and header list beside ours: called in turn, obeyed, and put back.

#include <opentelemetry/trace/scope.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdarg>
#include <map>
#include <stdexcept>
#include <utility>
#include <variant>

#include "fixture.h"
#include "library_override.h"

namespace otelwrap::curl {
namespace {

using ::testing::ElementsAre;
using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

// What a user's callbacks saw, and what they answer.
struct Seen {
  std::vector<std::string> calls;
  int request_answer = CURL_PREREQFUNC_OK;
};

int UsersRequest(void* data, char* peer, char* local, int peer_port, int local_port) {
  auto& seen = *static_cast<Seen*>(data);
  seen.calls.push_back("request " + std::string(peer) + ':' + std::to_string(peer_port) + ' ' +
                       local + (local_port > 0 ? " port" : ""));
  return seen.request_answer;
}

int UsersSocket(void* data, curl_socket_t socket, curlsocktype purpose) {
  int type = 0;
  socklen_t size = sizeof type;
  getsockopt(socket, SOL_SOCKET, SO_TYPE, &type, &size);
  static_cast<Seen*>(data)->calls.emplace_back(
      purpose == CURLSOCKTYPE_IPCXN && type == SOCK_STREAM ? "socket" : "another socket");
  return CURL_SOCKOPT_OK;
}

int UsersLookup(void*, void* reserved, void* data) {
  static_cast<Seen*>(data)->calls.emplace_back(reserved == nullptr ? "lookup" : "reserved");
  return 0;
}

curl_socket_t UsersOpen(void* data, curlsocktype, curl_sockaddr* address) {
  static_cast<Seen*>(data)->calls.emplace_back("open");
  return socket(address->family, address->socktype, address->protocol);
}

size_t UsersHeader(char*, size_t size, size_t count, void* data) {
  static_cast<Seen*>(data)->calls.emplace_back("header");
  return size * count;
}

class AdoptionTest : public CurlTest {
 protected:
  Easy WithCallbacks(Seen& seen) {
    Easy easy = MakeEasy("http://localhost:" + std::to_string(server_.port()) + "/x");
    easy.SetOpt(CURLOPT_PREREQFUNCTION, &UsersRequest);
    easy.SetOpt(CURLOPT_PREREQDATA, &seen);
    easy.SetOpt(CURLOPT_SOCKOPTFUNCTION, &UsersSocket);
    easy.SetOpt(CURLOPT_SOCKOPTDATA, &seen);
    easy.SetOpt(CURLOPT_RESOLVER_START_FUNCTION, &UsersLookup);
    easy.SetOpt(CURLOPT_RESOLVER_START_DATA, &seen);
    easy.SetOpt(CURLOPT_OPENSOCKETFUNCTION, &UsersOpen);
    easy.SetOpt(CURLOPT_OPENSOCKETDATA, &seen);
    easy.SetOpt(CURLOPT_HEADERFUNCTION, &UsersHeader);
    easy.SetOpt(CURLOPT_HEADERDATA, &seen);
    easy.SetOpt(CURLOPT_FORBID_REUSE, 1);
    easy.SetOpt(CURLOPT_DNS_CACHE_TIMEOUT, 0);
    return easy;
  }
};

TEST_F(AdoptionTest, AUsersRefusalIsObeyed) {
  Seen seen;
  seen.request_answer = CURL_PREREQFUNC_ABORT;
  Easy request = WithCallbacks(seen);
  EXPECT_EQ(request.Perform(), CURLE_ABORTED_BY_CALLBACK);
  EXPECT_THAT(server_.Requests(), SizeIs(0));
}

TEST_F(AdoptionTest, TheUsersCallbacksSeeWhatTheySeeWithoutUs) {
  Seen traced;
  Easy request = WithCallbacks(traced);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(traced.calls,
              ::testing::Contains("request 127.0.0.1:" + std::to_string(server_.port()) +
                                  " 127.0.0.1 port"));
  const auto with_us = traced.calls;
  traced.calls.clear();
  ASSERT_EQ(curl_easy_perform(request), CURLE_OK);  // as the handle stands now
  EXPECT_EQ(traced.calls, with_us);
  EXPECT_THAT(spans_.Finished(), SizeIs(3));
}

TEST_F(AdoptionTest, CallbacksOfTheUsersMayComeAndGoMeanwhile) {
  Seen first;
  Seen second;
  struct Both {
    Easy* easy;
    Seen* to;
  };
  Easy request = WithCallbacks(first);
  Both both{&request, &second};
  request.SetOpt(CURLOPT_WRITEDATA, &both);
  using Write = size_t (*)(char*, size_t, size_t, void*);
  request.SetOpt(CURLOPT_WRITEFUNCTION,
                 static_cast<Write>([](char*, size_t size, size_t count, void* data) {
                   auto& given = *static_cast<Both*>(data);
                   given.easy->SetOpt(CURLOPT_PREREQDATA, given.to);
                   return size * count;
                 }));
  HttpResponse body;
  body.body = "text";
  server_.AnswerAll([body](const HttpRequest&) { return body; });
  ASSERT_EQ(request.Perform(), CURLE_OK);
  ASSERT_EQ(curl_easy_perform(request), CURLE_OK);
  EXPECT_THAT(second.calls, ElementsAre(::testing::StartsWith("request ")));
}

TEST_F(AdoptionTest, AListThatComesMeanwhileIsSentWithTheNextHop) {
  static Easy* easy;
  static curl_slist* list;
  const List users = MakeList({"X-Late: 1"});
  Easy request = MakeEasy(server_.url("/x"));
  easy = &request;
  list = users.get();
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  using Header = size_t (*)(char*, size_t, size_t, void*);
  request.SetOpt(CURLOPT_HEADERFUNCTION,
                 static_cast<Header>([](char*, size_t size, size_t count, void*) {
                   easy->SetOpt(CURLOPT_HTTPHEADER, list);
                   return size * count;
                 }));
  HttpResponse redirect;
  redirect.status = 302;
  redirect.headers = {{"Location", "/end"}};
  server_.Answer(redirect);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  ASSERT_EQ(curl_easy_perform(request), CURLE_OK);
  const auto requests = server_.Requests();
  EXPECT_EQ(requests.at(0).Header("x-late"), std::nullopt);
  EXPECT_EQ(requests.at(1).Header("x-late"), "1");
  EXPECT_THAT(requests.at(1).AllOf("traceparent"), SizeIs(1));
  EXPECT_EQ(requests.at(2).Header("x-late"), "1");
  EXPECT_THAT(requests.at(2).AllOf("traceparent"), SizeIs(0));
}

TEST_F(AdoptionTest, ADuplicateMadeMeanwhileHasTheUsersOptions) {
  static CURL* original;
  static CURL* copy;
  Seen seen;
  CURL* handle = Init();
  original = handle;
  SetOpt(handle, CURLOPT_URL, server_.url("/x"));
  SetOpt(handle, CURLOPT_WRITEFUNCTION, &Swallow);
  SetOpt(handle, CURLOPT_PREREQFUNCTION, &UsersRequest);
  SetOpt(handle, CURLOPT_PREREQDATA, &seen);
  using Header = size_t (*)(char*, size_t, size_t, void*);
  SetOpt(handle, CURLOPT_HEADERFUNCTION,
         static_cast<Header>([](char*, size_t size, size_t count, void*) {
           if (copy == nullptr) copy = Duplicate(original);
           return size * count;
         }));
  ASSERT_EQ(Perform(handle), CURLE_OK);
  Cleanup(handle);
  ASSERT_EQ(Perform(copy), CURLE_OK);
  ASSERT_EQ(curl_easy_perform(copy), CURLE_OK);
  Cleanup(copy);
  EXPECT_THAT(seen.calls, SizeIs(3));
  EXPECT_THAT(server_.Requests().at(1).AllOf("traceparent"), SizeIs(1));
  EXPECT_THAT(server_.Requests().at(2).AllOf("traceparent"), SizeIs(0));
}

TEST_F(AdoptionTest, WhatACallbackThrowsPassesThroughAndTheSpanIsAbandoned) {
  LibraryOverride other;
  library.easy_perform = [](CURL*) -> CURLcode { throw std::runtime_error("the user's"); };
  const List users = MakeList({"X-One: 1"});
  Easy request = MakeEasy(server_.url("/x"));
  request.SetOpt(CURLOPT_HTTPHEADER, users.get());
  EXPECT_THROW(request.Perform(), std::runtime_error);
  EXPECT_THAT(spans_.Only(), FailedWith("abandoned"));
  // The handle is the user's again.
  ASSERT_EQ(curl_easy_perform(request), CURLE_OK);
  EXPECT_EQ(server_.Requests().at(0).Header("x-one"), "1");
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), std::nullopt);
}

TEST_F(AdoptionTest, AHandleThatIsNotToBeTracedStillSendsTheCallersContext) {
  Easy request = MakeEasy(server_.url("/x"));
  request.Trace().traced = false;
  auto parent = spans_.provider()->GetTracer("test")->StartSpan("parent");
  {
    const opentelemetry::trace::Scope scope(parent);
    ASSERT_EQ(request.Perform(), CURLE_OK);
  }
  parent->End();
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), TraceparentOf(spans_.Only()));
  EXPECT_THAT(metrics_.Collect(), SizeIs(0));
}

TEST_F(AdoptionTest, AUrlObjectIsReadAtEachTransfer) {
  CURLU* url = curl_url();
  curl_url_set(url, CURLUPART_URL, server_.url("/one").c_str(), 0);
  Easy request = MakeEasy("http://not.used/");
  request.SetOpt(CURLOPT_CURLU, url);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  curl_url_set(url, CURLUPART_PATH, "/two", 0);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  std::vector<std::string> urls;
  for (const Span& span : spans_.Finished()) {
    if (span.kind == SpanKind::kClient)
      urls.push_back(std::get<std::string>(span.attributes.at("url.full").variant()));
  }
  EXPECT_THAT(urls, ElementsAre(server_.url("/one"), server_.url("/two")));
  curl_url_cleanup(url);
}

// libcurl tells it only when the transfer is over.
TEST_F(AdoptionTest, AUrlObjectThatWentInUnseenIsToldAtTheEnd) {
  CURLU* url = curl_url();
  curl_url_set(url, CURLUPART_URL, server_.url("/one?sig=secret").c_str(), 0);
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_CURLU, url);
  EXPECT_EQ(Perform(handle, nullptr), CURLE_OK);
  EXPECT_THAT(spans_.Named("GET"), AttributesAre({{"http.request.method", "GET"},
                                                  {"server.address", "127.0.0.1"},
                                                  {"server.port", server_.port()},
                                                  {"url.full", server_.url("/one?sig=REDACTED")},
                                                  {"http.response.status_code", 200},
                                                  {"network.protocol.version", "1.1"},
                                                  {"network.peer.address", "127.0.0.1"},
                                                  {"network.peer.port", server_.port()}}));
  curl_easy_cleanup(handle);
  curl_url_cleanup(url);
}

// Nobody can say whether such a host may have it.
TEST_F(AdoptionTest, WhereTheHostIsNotKnownOnlyAPolicyForAllSendsTheContext) {
  CURLU* url = curl_url();
  curl_url_set(url, CURLUPART_URL, server_.url("/one").c_str(), 0);
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_CURLU, url);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  Options options;
  options.propagation = common::PropagationPolicy::NotTo({"elsewhere.example"});
  EXPECT_EQ(Perform(*MakeInstrumentation(options), handle, nullptr), CURLE_OK);
  EXPECT_EQ(Perform(*MakeInstrumentation({}), handle, nullptr), CURLE_OK);
  EXPECT_THAT(server_.Requests().at(0).AllOf("traceparent"), SizeIs(0));
  EXPECT_THAT(server_.Requests().at(1).AllOf("traceparent"), SizeIs(1));
  curl_easy_cleanup(handle);
  curl_url_cleanup(url);
}

// Of every option that a transfer sets, whichever those are, the last value is the user's.
class PutBackTest : public AdoptionTest {
 protected:
  // Options and what they were set to last, by the component.
  static std::map<int, void*>& Last() {
    static std::map<int, void*> last;
    return last;
  }
  static CURLcode SetOption(CURL* handle, CURLoption option, ...) {
    va_list arguments;
    va_start(arguments, option);
    void* argument = va_arg(arguments, void*);  // as wide as every other type that there is
    va_end(arguments);
    Last()[static_cast<int>(option)] = argument;
    return curl_easy_setopt(handle, option, argument);
  }
  static std::map<int, void*> SetBy(Easy& request) {
    LibraryOverride watch;
    Last().clear();
    library.easy_setopt = &SetOption;
    EXPECT_EQ(request.Perform(), CURLE_OK);
    return Last();
  }
  template <class Function>
  static void* AsPointer(Function* function) {
    return reinterpret_cast<void*>(function);
  }
  static std::shared_ptr<const Instrumentation> BorrowingAll() {
    Options options;
    options.connections = true;
    return MakeInstrumentation(options);
  }
};

int UsersClose(void* data, curl_socket_t socket) {
  static_cast<Seen*>(data)->calls.emplace_back("close");
  return close(socket);
}

TEST_F(PutBackTest, OfAHandleWithCallbacksTheyAreTheHandlesAgain) {
  SetDefault(BorrowingAll());
  const List users = MakeList({"X-One: 1"});
  Seen seen;
  Easy request = WithCallbacks(seen);
  request.SetOpt(CURLOPT_HTTPHEADER, users.get());
  request.SetOpt(CURLOPT_CLOSESOCKETFUNCTION, &UsersClose);
  request.SetOpt(CURLOPT_CLOSESOCKETDATA, &seen);
  const std::map<int, void*> expected = {
      {CURLOPT_HTTPHEADER, users.get()},
      {CURLOPT_PREREQFUNCTION, AsPointer(&UsersRequest)},
      {CURLOPT_PREREQDATA, &seen},
      {CURLOPT_SOCKOPTFUNCTION, AsPointer(&UsersSocket)},
      {CURLOPT_SOCKOPTDATA, &seen},
      {CURLOPT_RESOLVER_START_FUNCTION, AsPointer(&UsersLookup)},
      {CURLOPT_RESOLVER_START_DATA, &seen},
      {CURLOPT_CLOSESOCKETFUNCTION, AsPointer(&UsersClose)},
      {CURLOPT_CLOSESOCKETDATA, &seen},
  };
  EXPECT_EQ(SetBy(request), expected);
  // And so they behave: a bare transfer calls each as often, and sends the list.
  const auto with_us = std::exchange(seen.calls, {});
  ASSERT_EQ(curl_easy_perform(request), CURLE_OK);
  EXPECT_EQ(seen.calls, with_us);
  EXPECT_EQ(server_.Requests().at(1).Header("x-one"), "1");
  EXPECT_EQ(server_.Requests().at(1).Header("traceparent"), std::nullopt);
}

TEST_F(PutBackTest, OfABareHandleNothingIsLeft) {
  Easy request = MakeEasy(server_.url("/x"), BorrowingAll());
  for (const auto& [option, value] : SetBy(request)) EXPECT_EQ(value, nullptr) << option;
  EXPECT_THAT(Last(), SizeIs(9));
  // A bare transfer on a fresh connection is not told of any more.
  spans_.Clear();
  request.SetOpt(CURLOPT_FRESH_CONNECT, 1);
  ASSERT_EQ(curl_easy_perform(request), CURLE_OK);
  EXPECT_THAT(spans_.Finished(), SizeIs(0));
  EXPECT_THAT(server_.Requests().at(1).AllOf("traceparent"), SizeIs(0));
}

}  // namespace
}  // namespace otelwrap::curl
