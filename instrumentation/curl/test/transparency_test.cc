// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The same transfer bare and traced: same result, same bytes on the wire but our headers, same
// callbacks in the same order with the same arguments, as many connections.

#include <otelwrap/testing/allocation_counter.h>
#include <otelwrap/testing/free_port.h>

#include <functional>
#include <thread>

#include "fixture.h"

namespace otelwrap::curl {
namespace {

using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

// Everything that a user can notice of a transfer.
struct Noticed {
  CURLcode result = CURLE_OK;
  std::string error;
  std::vector<std::string> calls;
  std::vector<std::string> wire;
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

struct Case {
  const char* what;
  std::function<void(Easy&, const std::string&)> set;
  std::vector<HttpResponse> answers;
  int times = 1;
};

std::string WithoutOurs(std::string head) {
  for (const char* name : {"traceparent: ", "tracestate: ", "baggage: "}) {
    const size_t at = head.find(name);
    if (at != std::string::npos) head.erase(at, head.find("\r\n", at) + 2 - at);
  }
  return head;
}

class Recorder {
 public:
  explicit Recorder(Noticed& noticed) : noticed_(noticed), thread_(std::this_thread::get_id()) {}
  void Note(std::string call) {
    noticed_.same_thread = noticed_.same_thread && thread_ == std::this_thread::get_id();
    noticed_.calls.push_back(std::move(call));
  }

 private:
  Noticed& noticed_;
  const std::thread::id thread_;
};

size_t OnBody(char* data, size_t size, size_t count, void* recorder) {
  static_cast<Recorder*>(recorder)->Note("body " + std::string(data, size * count));
  return size * count;
}
size_t OnHeader(char* data, size_t size, size_t count, void* recorder) {
  static_cast<Recorder*>(recorder)->Note("header " + std::string(data, size * count));
  return size * count;
}
int OnRequest(void* recorder, char* peer, char*, int, int) {
  static_cast<Recorder*>(recorder)->Note(std::string("request to ") + peer);
  return CURL_PREREQFUNC_OK;
}
int OnSocket(void* recorder, curl_socket_t, curlsocktype) {
  static_cast<Recorder*>(recorder)->Note("socket");
  return CURL_SOCKOPT_OK;
}

class TransparencyTest : public ::testing::Test {
 protected:
  static Noticed Run(const Case& a_case, bool traced) {
    const SpanCatcher spans;
    HttpStub server;
    server.AnswerAll([](const HttpRequest&) {
      HttpResponse response;
      response.body = "text";
      return response;
    });
    for (const HttpResponse& answer : a_case.answers) server.Answer(answer);
    Noticed noticed;
    Recorder recorder(noticed);
    char error[CURL_ERROR_SIZE] = "";
    Easy easy = MakeEasy(server.url("/x"));
    easy.SetOpt(CURLOPT_ERRORBUFFER, error);
    easy.SetOpt(CURLOPT_WRITEFUNCTION, &OnBody);
    easy.SetOpt(CURLOPT_WRITEDATA, &recorder);
    easy.SetOpt(CURLOPT_HEADERFUNCTION, &OnHeader);
    easy.SetOpt(CURLOPT_HEADERDATA, &recorder);
    easy.SetOpt(CURLOPT_PREREQFUNCTION, &OnRequest);
    easy.SetOpt(CURLOPT_PREREQDATA, &recorder);
    easy.SetOpt(CURLOPT_SOCKOPTFUNCTION, &OnSocket);
    easy.SetOpt(CURLOPT_SOCKOPTDATA, &recorder);
    a_case.set(easy, server.url(""));
    for (int i = 0; i < a_case.times; ++i) {
      noticed.result = traced ? easy.Perform() : curl_easy_perform(easy);
    }
    noticed.error = error;
    for (const CURLINFO info : {CURLINFO_RESPONSE_CODE, CURLINFO_NUM_CONNECTS,
                                CURLINFO_REDIRECT_COUNT, CURLINFO_HEADER_SIZE}) {
      long value = -1;
      curl_easy_getinfo(easy.get(), info, &value);
      noticed.info.push_back(value);
    }
    for (const HttpRequest& request : server.Requests()) {
      noticed.wire.push_back(std::to_string(request.connection) + ' ' + WithoutOurs(request.head) +
                             request.body);
      EXPECT_EQ(request.AllOf("traceparent").size(), traced ? 1U : 0U) << a_case.what;
    }
    if (!traced) {
      EXPECT_TRUE(spans.Finished().empty());
    }
    return noticed;
  }

  // The port differs from server to server.
  static std::string WithoutPort(std::string text) {
    for (size_t at = 0; (at = text.find("127.0.0.1:", at)) != std::string::npos;) {
      at += 10;
      text.erase(at, text.find_first_not_of("0123456789", at) - at);
    }
    return text;
  }
  static Noticed Comparable(Noticed noticed) {
    for (auto* texts : {&noticed.calls, &noticed.wire}) {
      for (std::string& text : *texts) text = WithoutPort(text);
    }
    noticed.error = WithoutPort(noticed.error);
    return noticed;
  }
};

HttpResponse Answer(int status, HttpHeaders headers = {}, std::string body = {}) {
  HttpResponse response;
  response.status = status;
  response.headers = std::move(headers);
  response.body = std::move(body);
  return response;
}

HttpResponse Raw(const char* text) {
  HttpResponse response;
  response.raw = text;
  response.close = true;
  return response;
}

size_t ReadBody(char* buffer, size_t, size_t, void* data) {
  auto& left = *static_cast<std::string*>(data);
  const size_t size = left.copy(buffer, 3);
  left.erase(0, size);
  return size;
}

using Set = std::function<void(Easy&, const std::string&)>;

std::vector<Case> Cases() {
  static std::string upload;
  static const List users = MakeList({"X-One: 1", "Accept:", "X-Blank;"});
  const auto follow = [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_FOLLOWLOCATION, 1); };
  const auto post_follow = [](Easy& e, const std::string&) {
    e.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
    e.SetOpt(CURLOPT_COPYPOSTFIELDS, "a=1");
  };
  const auto digest = [](Easy& e, const std::string&) {
    e.SetOpt(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_ANY));
    e.SetOpt(CURLOPT_USERPWD, "u:p");
  };
  const auto nothing = [](Easy&, const std::string&) {};
  std::vector<Case> cases = {
      {"refused",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_URL, "http://127.0.0.1:1/"); },
       {}},
      {"malformed", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_URL, "http://[::1"); }, {}},
      {"no such scheme",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_URL, "nosuch://x/"); },
       {}},
      {"file", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_URL, "file:///dev/null"); }, {}},
      {"cut body", nothing, {Raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")}},
      {"no HTTP", nothing, {Raw("nonsense\r\n\r\n")}},
      {"timeout", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_TIMEOUT_MS, 150); }, {}},
      {"fail on error",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_FAILONERROR, 1); },
       {Answer(404)}},
      {"too big", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_MAXFILESIZE, 2); }, {}},
      {"request callback refuses",
       [](Easy& e, const std::string&) {
         using Function = int (*)(void*, char*, char*, int, int);
         e.SetOpt(CURLOPT_PREREQFUNCTION,
                  static_cast<Function>([](void*, char*, char*, int, int) { return 1; }));
       },
       {}},
      {"body callback refuses",
       [](Easy& e, const std::string&) {
         using Function = size_t (*)(char*, size_t, size_t, void*);
         e.SetOpt(CURLOPT_WRITEFUNCTION,
                  static_cast<Function>([](char*, size_t, size_t, void*) { return size_t{0}; }));
       },
       {}},
      {"get, twice on one connection", nothing, {}, 2},
      {"fresh connection each",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_FRESH_CONNECT, 1); },
       {},
       2},
      {"users headers",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_HTTPHEADER, users.get()); },
       {},
       2},
      {"head", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_NOBODY, 1); }, {}},
      {"post", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_COPYPOSTFIELDS, "a=1"); }, {}},
      {"post, expect 100",
       [](Easy& e, const std::string&) {
         static const std::string body(2 << 20, 'b');
         e.SetOpt(CURLOPT_POSTFIELDSIZE, body.size());
         e.SetOpt(CURLOPT_POSTFIELDS, body);
       },
       {}},
      {"put, chunked",
       [](Easy& e, const std::string&) {
         upload = "some body";
         e.SetOpt(CURLOPT_UPLOAD, 1);
         e.SetOpt(CURLOPT_READFUNCTION, &ReadBody);
         e.SetOpt(CURLOPT_READDATA, &upload);
       },
       {}},
      {"custom method",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_CUSTOMREQUEST, "PATCH"); },
       {}},
      {"range",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_RANGE, "1-2"); },
       {Answer(206, {{"Content-Range", "bytes 1-2/4"}}, "ex")}},
      {"resume",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_RESUME_FROM, 2); },
       {Answer(206, {{"Content-Range", "bytes 2-3/4"}}, "xt")}},
      {"gzip is asked for",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_ACCEPT_ENCODING, ""); },
       {}},
      {"chunked answer",
       nothing,
       {Raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
            "2\r\nte\r\n2\r\nxt\r\n0\r\n\r\n")}},
      {"early hints",
       nothing,
       {Raw("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
            "2\r\nConnection: close\r\n\r\nok")}},
      {"cookies",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_COOKIEFILE, ""); },
       {Answer(200, {{"Set-Cookie", "id=1"}})},
       2},
      {"redirect not followed", nothing, {Answer(302, {{"Location", "/end"}})}},
      {"too many redirects",
       [](Easy& e, const std::string&) {
         e.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
         e.SetOpt(CURLOPT_MAXREDIRS, 1);
       },
       {Answer(302, {{"Location", "/a"}}), Answer(302, {{"Location", "/b"}})}},
      {"basic", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_USERPWD, "u:p"); }, {}},
      {"digest", digest, {Answer(401, {{"WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\""}})}},
      {"second try",
       nothing,
       {Answer(200, {}, "one"),
        [] {
          HttpResponse cut;
          cut.cut = true;
          return cut;
        }()},
       2},
  };
  for (const int status : {301, 302, 303, 307, 308}) {
    cases.push_back({"redirect", follow, {Answer(status, {{"Location", "/end"}})}});
    cases.push_back({"redirected post", post_follow, {Answer(status, {{"Location", "/end"}})}});
  }
  return cases;
}

TEST_F(TransparencyTest, NothingIsNoticedButTheHeaders) {
  for (Case& a_case : Cases()) {
    if (a_case.what == std::string("timeout")) {
      HttpResponse late;
      late.delay = std::chrono::milliseconds(600);
      a_case.answers = {late};
    }
    Noticed bare = Comparable(Run(a_case, false));
    Noticed traced = Comparable(Run(a_case, true));
    if (a_case.what == std::string("timeout")) bare.error = traced.error = "milliseconds vary";
    // The nonce of the client is random.
    if (a_case.what == std::string("digest")) bare.wire[1] = traced.wire[1] = "";
    EXPECT_EQ(bare, traced) << a_case.what;
  }
}

// Each allocation of ours fails in turn: the transfer goes on as it would without us. Those inside
// OpenTelemetry would end the process, so that there is no SDK here.
TEST(AllocationFailureTest, LeavesTheResultAsItIs) {
  HttpStub server;
  Options options;
  options.sampler_sees_all_attributes = true;
  const std::string url = server.url("/a/path/that/is/longer/than/a/short/string");
  {
    Easy first = MakeEasy(url);  // what the process makes once is made
    ASSERT_EQ(first.Perform(), CURLE_OK);
  }
  for (uint64_t nth = 1; nth < 200; ++nth) {
    bool happened = false;
    const auto instrumentation = MakeInstrumentation(options);
    {
      const FailAllocation failure(nth);
      CURL* ours = Init();
      ASSERT_NE(ours, nullptr);
      SetOpt(ours, CURLOPT_URL, url.c_str());
      SetOpt(ours, CURLOPT_WRITEFUNCTION, &Swallow);
      SetOpt(ours, CURLOPT_CUSTOMREQUEST, "A-METHOD-LONGER-THAN-A-SHORT-STRING");
      EXPECT_EQ(Perform(*instrumentation, ours), CURLE_OK) << nth;
      CURL* copy = Duplicate(ours);
      EXPECT_EQ(Perform(*instrumentation, copy), CURLE_OK) << nth;
      Cleanup(copy);
      Cleanup(ours);
      happened = failure.Happened();
    }
    if (!happened) return;
  }
  ADD_FAILURE() << "there was no end of allocations";
}

}  // namespace
}  // namespace otelwrap::curl
