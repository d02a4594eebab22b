// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The same transfer bare and traced: everything that a user can notice of it, so that a test can
// say that nothing differs but our headers.

#pragma once

#include <unistd.h>

#include <functional>
#include <ostream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "answers.h"
#include "fixture.h"

namespace otelwrap::curl {

struct Noticed {
  CURLcode result = CURLE_OK;
  std::string error;
  std::vector<std::string> calls;  // of callbacks, with their arguments, in their order
  std::vector<std::string> wire;   // what the server was sent
  std::vector<long> info;
  bool same_thread = true;

  bool operator==(const Noticed& other) const {
    return result == other.result && error == other.error && calls == other.calls &&
           wire == other.wire && info == other.info && same_thread == other.same_thread;
  }
  friend void PrintTo(const Noticed& noticed, std::ostream* out) {
    *out << noticed.result << ' ' << noticed.error << (noticed.same_thread ? "" : " other thread");
    for (const std::string& call : noticed.calls) *out << "\n  " << call;
    for (const std::string& bytes : noticed.wire) *out << "\n> " << bytes;
    for (const long value : noticed.info) *out << ' ' << value;
  }
};

// Removes each line that begins so.
inline void DropLines(std::string& text, const std::string& beginning) {
  for (size_t at = 0; (at = text.find(beginning, at)) != std::string::npos;) {
    if (at == 0 || text[at - 1] == '\n') {
      const size_t end = text.find('\n', at);
      text.erase(at, end == std::string::npos ? end : end + 1 - at);
    } else {
      at += beginning.size();
    }
  }
}

// Without what differs from run to run: our headers, ports, nonces, times.
inline std::string WithoutChance(std::string text) {
  for (const char* line : {"traceparent:", "tracestate:", "baggage:", "Date:", "date:"}) {
    DropLines(text, line);
  }
  for (const std::string host : {"127.0.0.1:", "localhost:", "(|||"}) {
    for (size_t at = 0; (at = text.find(host, at)) != std::string::npos;) {
      at += host.size();
      text.erase(at, text.find_first_not_of("0123456789", at) - at);
    }
  }
  for (const char* random :
       {"cnonce=\"", "response=\"", "Authorization: NTLM ", "Sec-WebSocket-Key: "}) {
    const size_t at = text.find(random);
    if (at == std::string::npos) continue;
    const size_t value = at + std::string(random).size();
    text.erase(value, text.find_first_of("\"\r\n", value) - value);
  }
  return text;
}

// What libcurl says of its doings. Numbers differ from run to run: ports, times, sizes of requests.
inline std::string WithoutNumbers(std::string text) {
  std::string without;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    if (!digit) without += c;
    if (digit && (without.empty() || without.back() != '#')) without += '#';
  }
  return without;
}

// Writes down the calls of a transfer's callbacks. Puts one of its own into each slot that there
// is; a test may put another over it. Bytes that come in several calls are joined: how they are cut
// is chance.
class Recorder {
 public:
  explicit Recorder(Noticed& noticed) : noticed_(noticed), thread_(std::this_thread::get_id()) {}

  void Note(const std::string& what, const std::string& bytes = {}) {
    noticed_.same_thread = noticed_.same_thread && thread_ == std::this_thread::get_id();
    if (what == last_ && !bytes.empty()) {
      noticed_.calls.back() += bytes;
    } else {
      noticed_.calls.push_back(what + ' ' + bytes);
    }
    last_ = bytes.empty() ? std::string() : what;
  }

  void Watch(Easy& easy) {
    easy.SetOpt(CURLOPT_WRITEFUNCTION, &OnBody);
    easy.SetOpt(CURLOPT_WRITEDATA, this);
    easy.SetOpt(CURLOPT_HEADERFUNCTION, &OnHeader);
    easy.SetOpt(CURLOPT_HEADERDATA, this);
    easy.SetOpt(CURLOPT_NOPROGRESS, 0);
    easy.SetOpt(CURLOPT_XFERINFOFUNCTION, &OnProgress);
    easy.SetOpt(CURLOPT_XFERINFODATA, this);
    easy.SetOpt(CURLOPT_VERBOSE, 1);
    easy.SetOpt(CURLOPT_DEBUGFUNCTION, &OnDebug);
    easy.SetOpt(CURLOPT_DEBUGDATA, this);
    easy.SetOpt(CURLOPT_PREREQFUNCTION, &OnRequest);
    easy.SetOpt(CURLOPT_PREREQDATA, this);
    easy.SetOpt(CURLOPT_OPENSOCKETFUNCTION, &OnOpen);
    easy.SetOpt(CURLOPT_OPENSOCKETDATA, this);
    easy.SetOpt(CURLOPT_CLOSESOCKETFUNCTION, &OnClose);
    easy.SetOpt(CURLOPT_CLOSESOCKETDATA, this);
    easy.SetOpt(CURLOPT_SOCKOPTFUNCTION, &OnSocket);
    easy.SetOpt(CURLOPT_SOCKOPTDATA, this);
    easy.SetOpt(CURLOPT_RESOLVER_START_FUNCTION, &OnLookup);
    easy.SetOpt(CURLOPT_RESOLVER_START_DATA, this);
  }

 private:
  static Recorder& Of(void* data) { return *static_cast<Recorder*>(data); }

  static size_t OnBody(char* data, size_t size, size_t count, void* recorder) {
    Of(recorder).Note("body", std::string(data, size * count));
    return size * count;
  }
  static size_t OnHeader(char* data, size_t size, size_t count, void* recorder) {
    Of(recorder).Note("header " + WithoutChance(std::string(data, size * count)));
    return size * count;
  }
  // How often is chance; that it is called at all, and on which thread, is not.
  static int OnProgress(void* recorder, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
    Recorder& self = Of(recorder);
    if (!self.progressed_) self.Note("progress");
    self.progressed_ = true;
    return 0;
  }
  static int OnDebug(CURL*, curl_infotype type, char* data, size_t size, void* recorder) {
    const std::string text(data, size);
    if (type == CURLINFO_HEADER_OUT) Of(recorder).Note("sent " + WithoutChance(text));
    if (type == CURLINFO_DATA_OUT) Of(recorder).Note("sent body", text);
    // Whether all was sent before the answer came is chance.
    const bool is_chance = text.find("completely sent off") != std::string::npos ||
                           text.find("abort upload") != std::string::npos ||
                           text.find("stop send") != std::string::npos;
    const bool is_ours = text.find("[traceparent: ") != std::string::npos;
    if (type == CURLINFO_TEXT && !is_chance && !is_ours) {
      Of(recorder).Note("says " + WithoutNumbers(WithoutChance(text)));
    }
    return 0;
  }
  static int OnRequest(void* recorder, char* peer, char* local, int, int) {
    Of(recorder).Note(std::string("request to ") + peer + " from " + local);
    return CURL_PREREQFUNC_OK;
  }
  static curl_socket_t OnOpen(void* recorder, curlsocktype, curl_sockaddr* address) {
    Of(recorder).Note("open " + std::to_string(address->family));
    return ::socket(address->family, address->socktype, address->protocol);
  }
  static int OnClose(void* recorder, curl_socket_t socket) {
    Of(recorder).Note("close");
    return ::close(socket);
  }
  static int OnSocket(void* recorder, curl_socket_t, curlsocktype) {
    Of(recorder).Note("socket");
    return CURL_SOCKOPT_OK;
  }
  static int OnLookup(void*, void*, void* recorder) {
    Of(recorder).Note("lookup");
    return 0;
  }

  Noticed& noticed_;
  const std::thread::id thread_;
  std::string last_;
  bool progressed_ = false;
};

inline void ExpectSame(const Noticed& bare, const Noticed& traced, const std::string& what) {
  EXPECT_EQ(bare, traced) << what;
}

using SetRequest = std::function<void(Easy&)>;

// Makes the transfer, so often, and writes down what is noticed of it but `wire`.
inline Noticed Notice(bool traced, const std::string& url, const SetRequest& set, int times = 1) {
  Noticed noticed;
  Recorder recorder(noticed);
  char error[CURL_ERROR_SIZE] = "";
  Easy easy = MakeEasy(url);
  easy.SetOpt(CURLOPT_ERRORBUFFER, error);
  recorder.Watch(easy);
  set(easy);
  for (int i = 0; i < times; ++i) {
    noticed.result = traced ? easy.Perform() : curl_easy_perform(easy);
  }
  noticed.error = WithoutNumbers(WithoutChance(error));
  for (const CURLINFO info : {CURLINFO_RESPONSE_CODE, CURLINFO_HTTP_CONNECTCODE,
                              CURLINFO_NUM_CONNECTS, CURLINFO_REDIRECT_COUNT}) {
    long value = -1;
    curl_easy_getinfo(easy.get(), info, &value);
    noticed.info.push_back(value);
  }
  return noticed;
}

// What a scripted HTTP server was sent, each request with its connection's number.
inline std::vector<std::string> WireOf(const testing::HttpStub& server) {
  std::vector<std::string> wire;
  for (const testing::HttpRequest& request : server.Requests()) {
    wire.push_back(std::to_string(request.connection) + ' ' + WithoutChance(request.head) +
                   WithoutChance(request.body));
  }
  return wire;
}

// A transfer with a scripted HTTP server of its own.
struct TransparencyCase {
  const char* what;
  std::function<void(Easy&, const std::string& base)> set;
  std::vector<testing::HttpResponse> answers;
  int times = 1;
};

inline testing::HttpResponse RawAnswer(std::string text) {
  testing::HttpResponse response;
  response.raw = std::move(text);
  response.close = true;
  return response;
}

inline Noticed RunCase(const TransparencyCase& a_case, bool traced) {
  const testing::SpanCatcher spans;
  testing::HttpStub server;
  server.AnswerAll([](const testing::HttpRequest&) { return AnswerOf(200, {}, "text"); });
  for (const testing::HttpResponse& answer : a_case.answers) server.Answer(answer);
  Noticed noticed = Notice(
      traced, server.url("/x"), [&](Easy& easy) { a_case.set(easy, server.url("")); },
      a_case.times);
  for (const testing::HttpRequest& request : server.Requests()) {
    EXPECT_EQ(request.AllOf("traceparent").size(), traced ? 1U : 0U) << a_case.what;
  }
  EXPECT_TRUE(traced || spans.Finished().empty()) << a_case.what;
  EXPECT_EQ(spans.Unfinished(), 0U) << a_case.what;
  noticed.wire = WireOf(server);
  return noticed;
}

// Returns the traced one, which the bare one is equal to.
inline Noticed ExpectTransparent(const TransparencyCase& a_case) {
  const Noticed bare = RunCase(a_case, false);
  Noticed traced = RunCase(a_case, true);
  ExpectSame(bare, traced, a_case.what);
  return traced;
}

}  // namespace otelwrap::curl
