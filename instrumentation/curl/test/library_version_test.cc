// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the running libcurl is able to, by its version, and what is made of it where it is not:
// tools/try-libcurl runs this with old ones.

#include "fixture.h"
#include "newer_libcurl.h"

namespace otelwrap::curl {
namespace {

using ::testing::AllOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::SizeIs;
using ::testing::StartsWith;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

bool Runs(unsigned version) { return curl_version_info(CURLVERSION_NOW)->version_num >= version; }

constexpr unsigned k7_62 = 0x073e00;
constexpr unsigned k7_72 = 0x074800;
constexpr unsigned k7_80 = 0x075000;
constexpr unsigned k7_83 = 0x075300;

class LibraryVersionTest : public CurlTest {
 protected:
  void SetUp() override {
    CurlTest::SetUp();
    RecordProperty("headers", LIBCURL_VERSION);
    RecordProperty("running", curl_version());
  }
  Easy Redirected(std::shared_ptr<const Instrumentation> instrumentation = nullptr) {
    HttpResponse redirect;
    redirect.status = 302;
    redirect.headers = {{"Location", "/end"}};
    redirect.close = true;
    server_.Answer(redirect);
    Easy request = MakeEasy(server_.url("/start"), std::move(instrumentation));
    request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
    return request;
  }
  std::vector<Span> Requests() const {
    std::vector<Span> requests;
    for (const Span& span : spans_.Finished()) {
      if (span.kind == SpanKind::kClient) requests.push_back(span);
    }
    return requests;
  }
};

TEST_F(LibraryVersionTest, ARedirectIsARequestOfItsOwnWhereLibcurlTells) {
  Easy request = Redirected();
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto requests = Requests();
  const auto sent = server_.Requests();
  ASSERT_THAT(sent, SizeIs(2));
  ASSERT_THAT(requests, SizeIs(Runs(k7_80) ? 2 : 1));
  EXPECT_THAT(requests.front(), HasAttribute("url.full", server_.url("/start")));
  EXPECT_THAT(requests.back(), HasAttribute("http.response.status_code", 200));
  EXPECT_EQ(sent[0].Header("traceparent"), TraceparentOf(requests.front()));
  EXPECT_EQ(sent[1].Header("traceparent"), TraceparentOf(requests.back()));
  // Its phases would be the sum of both.
  if (!Runs(k7_80)) {
    EXPECT_THAT(spans_.Finished(), SizeIs(1));
  }
}

TEST_F(LibraryVersionTest, PhasesAreToldByAll) {
  Easy request = MakeEasy("http://localhost:" + std::to_string(server_.port()) + "/x");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(
      ChildrenOf(spans_.Finished(), spans_.Named("GET")),
      ElementsAre(SpanNamed("DNS lookup localhost"), SpanNamed(StartsWith("socket connect "))));
}

TEST_F(LibraryVersionTest, ACallbackThatTheLibraryDoesNotHaveIsRefusedAsByLibcurl) {
  Easy request = MakeEasy(server_.url("/x"));
  using Function = int (*)(void*, char*, char*, int, int);
  static int calls;
  calls = 0;
  const CURLcode result = request.SetOpt(newer::kPrereqFunction,
                                         static_cast<Function>([](void*, char*, char*, int, int) {
                                           ++calls;
                                           return 0;
                                         }));
  EXPECT_EQ(result, Runs(k7_80) ? CURLE_OK : CURLE_UNKNOWN_OPTION);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_EQ(calls, Runs(k7_80) ? 1 : 0);
}

TEST_F(LibraryVersionTest, AHandleWhoseOptionsWereNotSeenHasItsMethodWhereLibcurlTells) {
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, server_.url("/x").c_str());
  curl_easy_setopt(handle, CURLOPT_NOBODY, 1L);
  EXPECT_EQ(Perform(handle, nullptr), CURLE_OK);
  curl_easy_cleanup(handle);
  EXPECT_THAT(Requests(), ElementsAre(AllOf(
                              HasAttribute("http.request.method", Runs(k7_72) ? "HEAD" : "_OTHER"),
                              SpanNamed(Runs(k7_72) ? "HEAD" : "HTTP"),
                              LacksAttribute("http.request.method_original"))));
}

TEST_F(LibraryVersionTest, AUrlWithoutASchemeIsReadWhereLibcurlHasAParser) {
  Easy request = MakeEasy("127.0.0.1:" + std::to_string(server_.port()) + "/x");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  ASSERT_THAT(Requests(), SizeIs(1));
  const bool parses = Runs(k7_62) && LIBCURL_VERSION_NUM >= k7_62;
  if (parses) {
    EXPECT_THAT(Requests()[0], AllOf(HasAttribute("server.port", server_.port()),
                                     HasAttribute("url.full", server_.url("/x"))));
  } else {
    EXPECT_THAT(Requests()[0], LacksAttribute("server.address"));
  }
  EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), TraceparentOf(Requests()[0]));
}

TEST_F(LibraryVersionTest, AnswersHeadersAreCapturedWhereLibcurlKeepsThem) {
  HttpResponse response;
  response.headers = {{"X-One", "1"}};
  server_.Answer(response);
  Options options;
  options.capture_response_headers = {"X-One"};
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  if (Runs(k7_83) && LIBCURL_VERSION_NUM >= k7_83) {
    EXPECT_THAT(Requests(),
                Each(HasAttribute("http.response.header.x-one", std::vector<std::string>{"1"})));
  } else {
    EXPECT_THAT(Requests(), Each(LacksAttribute("http.response.header.x-one")));
  }
}

TEST_F(LibraryVersionTest, ConnectionsAreCountedWhereLibcurlTellsOfRequests) {
  Options options;
  options.connections = true;
  {
    ASSERT_EQ(MakeEasy(server_.url("/x"), MakeInstrumentation(options)).Perform(), CURLE_OK);
  }
  uint64_t closed = 0;
  for (const MetricPoint& point : metrics_.Collect()) {
    if (point.name == "http.client.connection.duration") closed += point.count;
  }
  EXPECT_EQ(closed, Runs(k7_80) ? 1U : 0U);
}

}  // namespace
}  // namespace otelwrap::curl
