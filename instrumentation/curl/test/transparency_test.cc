// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Requests of all kinds, bare and traced: same result, same bytes on the wire but our headers, same
// callbacks in the same order with the same arguments, as many connections.

#include "transparency.h"

namespace otelwrap::curl {
namespace {

using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

// What the user sends, three bytes at a time; -1 of them at an end that is asked for.
struct Upload {
  std::string left;

  static size_t Read(char* buffer, size_t, size_t, void* data) {
    std::string& left = static_cast<Upload*>(data)->left;
    const size_t size = left.copy(buffer, 3);
    left.erase(0, size);
    return size;
  }
};

void Put(Easy& easy, Upload& upload, const char* body) {
  upload.left = body;
  easy.SetOpt(CURLOPT_UPLOAD, 1);
  easy.SetOpt(CURLOPT_READFUNCTION, &Upload::Read);
  easy.SetOpt(CURLOPT_READDATA, &upload);
}

// "text", compressed.
std::string Gzip() {
  return std::string(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x2b\x49\xad\x28\x01\x00"
      "\xc7\xa7\x8b\x3b\x04\x00\x00\x00",
      24);
}

void Nothing(Easy&, const std::string&) {}

TEST(TransparencyTest, Failures) {
  const TransparencyCase cases[] = {
      {"refused",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_URL, "http://127.0.0.1:1/"); },
       {}},
      {"malformed", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_URL, "http://[::1"); }, {}},
      {"no URL", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_URL, nullptr); }, {}},
      {"no such scheme",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_URL, "nosuch://x/"); },
       {}},
      {"no such name",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_URL, "http://nosuch.invalid/"); },
       {}},
      {"cut body", Nothing, {RawAnswer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")}},
      {"no HTTP", Nothing, {RawAnswer("nonsense\r\n\r\n")}},
      {"bad compression",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_ACCEPT_ENCODING, "gzip"); },
       {AnswerOf(200, {{"Content-Encoding", "gzip"}}, "no gzip at all")}},
      {"fail on error",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_FAILONERROR, 1); },
       {AnswerOf(404, {}, "not here")}},
      {"too big", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_MAXFILESIZE, 2); }, {}},
      {"no resume",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_RESUME_FROM, 2); },
       {AnswerOf(200, {}, "all of it")}},
  };
  for (const TransparencyCase& a_case : cases) ExpectTransparent(a_case);
}

TEST(TransparencyTest, ATimeout) {
  HttpResponse late = AnswerOf(200);
  late.delay = std::chrono::milliseconds(900);
  const auto impatient = [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_TIMEOUT_MS, 200); };
  EXPECT_EQ(ExpectTransparent({"timeout", impatient, {late}}).result, CURLE_OPERATION_TIMEDOUT);
}

TEST(TransparencyTest, Downloads) {
  const List users = MakeList({"X-One: 1", "Accept:", "X-Blank;"});
  const TransparencyCase cases[] = {
      {"get, twice on one connection", Nothing, {}, 2},
      {"fresh connection each",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_FRESH_CONNECT, 1); },
       {},
       2},
      {"forbidden reuse",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_FORBID_REUSE, 1); },
       {},
       2},
      {"users headers",
       [&](Easy& e, const std::string&) { e.SetOpt(CURLOPT_HTTPHEADER, users.get()); },
       {},
       2},
      {"head", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_NOBODY, 1); }, {}},
      {"header into the body",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_HEADER, 1); },
       {}},
      {"HTTP 1.0",
       [](Easy& e, const std::string&) {
         e.SetOpt(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_0));
       },
       {}},
      {"asks for HTTP 2",
       [](Easy& e, const std::string&) {
         e.SetOpt(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_2_0));
       },
       {}},
      {"named host",
       [](Easy& e, const std::string& base) {
         e.SetOpt(CURLOPT_IPRESOLVE, static_cast<long>(CURL_IPRESOLVE_V4));
         e.SetOpt(CURLOPT_URL, "http://localhost" + base.substr(base.rfind(':')) + "/x");
       },
       {},
       2},
      {"range",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_RANGE, "1-2"); },
       {AnswerOf(206, {{"Content-Range", "bytes 1-2/4"}}, "ex")}},
      {"resume",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_RESUME_FROM, 2); },
       {AnswerOf(206, {{"Content-Range", "bytes 2-3/4"}}, "xt")}},
      {"gzip",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_ACCEPT_ENCODING, "gzip"); },
       {AnswerOf(200, {{"Content-Encoding", "gzip"}}, Gzip())}},
      {"chunked",
       Nothing,
       {RawAnswer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                  "2\r\nte\r\n2\r\nxt\r\n0\r\nX-Trailer: 1\r\n\r\n")}},
      {"until the end", Nothing, {RawAnswer("HTTP/1.0 200 OK\r\n\r\ntext")}},
      {"early hints",
       Nothing,
       {RawAnswer("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: "
                  "2\r\nConnection: close\r\n\r\nok")}},
      {"not modified",
       [](Easy& e, const std::string&) {
         e.SetOpt(CURLOPT_TIMECONDITION, static_cast<long>(CURL_TIMECOND_IFMODSINCE));
         e.SetOpt(CURLOPT_TIMEVALUE, 1000000000);
       },
       {AnswerOf(304)}},
      {"cookies",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_COOKIEFILE, ""); },
       {AnswerOf(200, {{"Set-Cookie", "id=1"}})},
       2},
  };
  for (const TransparencyCase& a_case : cases) {
    EXPECT_EQ(ExpectTransparent(a_case).result, CURLE_OK) << a_case.what;
  }
}

TEST(TransparencyTest, Uploads) {
  Upload upload;
  const std::string large(2 << 20, 'b');
  const List expect = MakeList({"Expect: 100-continue"});
  const List trailer = MakeList({"Trailer: X-Sum"});
  const TransparencyCase cases[] = {
      {"post", [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_COPYPOSTFIELDS, "a=1"); }, {}},
      {"empty post",
       [](Easy& e, const std::string&) {
         e.SetOpt(CURLOPT_POST, 1);
         e.SetOpt(CURLOPT_POSTFIELDSIZE, 0);
       },
       {}},
      {"post, expect 100",
       [&](Easy& e, const std::string&) {
         e.SetOpt(CURLOPT_POSTFIELDSIZE, large.size());
         e.SetOpt(CURLOPT_POSTFIELDS, large);
       },
       {}},
      {"put, expect 100 by the user",
       [&](Easy& e, const std::string&) {
         Put(e, upload, "some body");
         e.SetOpt(CURLOPT_INFILESIZE, 9);
         e.SetOpt(CURLOPT_HTTPHEADER, expect.get());
       },
       {}},
      {"put of known length",
       [&](Easy& e, const std::string&) {
         Put(e, upload, "some body");
         e.SetOpt(CURLOPT_INFILESIZE, 9);
       },
       {}},
      {"put, chunked", [&](Easy& e, const std::string&) { Put(e, upload, "some body"); }, {}},
      {"put, chunked with a trailer",
       [&](Easy& e, const std::string&) {
         Put(e, upload, "some body");
         e.SetOpt(CURLOPT_HTTPHEADER, trailer.get());
         e.SetOpt(CURLOPT_TRAILERFUNCTION,
                  static_cast<curl_trailer_callback>([](curl_slist** list, void*) -> int {
                    *list = curl_slist_append(*list, "X-Sum: 9");
                    return CURL_TRAILERFUNC_OK;
                  }));
       },
       {}},
      {"put that is refused",
       [&](Easy& e, const std::string&) { Put(e, upload, "some body"); },
       {AnswerOf(413)}},
      {"custom method",
       [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_CUSTOMREQUEST, "PATCH"); },
       {}},
      {"custom method with a body",
       [](Easy& e, const std::string&) {
         e.SetOpt(CURLOPT_CUSTOMREQUEST, "FROB");
         e.SetOpt(CURLOPT_COPYPOSTFIELDS, "a=1");
       },
       {}},
  };
  for (const TransparencyCase& a_case : cases) {
    EXPECT_EQ(ExpectTransparent(a_case).result, CURLE_OK) << a_case.what;
  }
}

TEST(TransparencyTest, AForm) {
  for (const bool traced : {false, true}) {
    Easy easy = MakeEasy("http://not.used/");
    HttpStub server;
    curl_mime* form = curl_mime_init(easy);
    curl_mimepart* part = curl_mime_addpart(form);
    curl_mime_name(part, "field");
    curl_mime_data(part, "value", CURL_ZERO_TERMINATED);
    easy.SetOpt(CURLOPT_URL, server.url("/x"));
    easy.SetOpt(CURLOPT_MIMEPOST, form);
    EXPECT_EQ(traced ? easy.Perform() : curl_easy_perform(easy), CURLE_OK);
    curl_mime_free(form);
    const auto requests = server.Requests();
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].method, "POST");
    EXPECT_NE(requests[0].body.find("name=\"field\"\r\n\r\nvalue"), std::string::npos);
  }
}

}  // namespace
}  // namespace otelwrap::curl
