// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Where the later requests of a transfer go, and how many of them there were: CURLOPT_PORT, which
// libcurl's own URL lacks, and redirects out of HTTP.

#include "answers.h"
#include "fixture.h"
#include "ftp_server.h"

namespace otelwrap::curl {
namespace {

using ::testing::SizeIs;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

class ResendTest : public CurlTest {
 protected:
  // To that path of the server, whose port is known by CURLOPT_PORT only.
  Easy ByPortOption(const std::string& path) {
    Options options;
    options.phases = Phases::kOff;
    Easy request = MakeEasy("http://127.0.0.1" + path, MakeInstrumentation(options));
    request.SetOpt(CURLOPT_PORT, server_.port());
    request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
    return request;
  }
};

TEST_F(ResendTest, AnAnsweredChallengeGoesToThePortOfTheOption) {
  server_.Answer(DigestChallenge());
  Easy request = ByPortOption("/secret");
  request.SetOpt(CURLOPT_USERPWD, "user:password");
  request.SetOpt(CURLOPT_HTTPAUTH, CURLAUTH_DIGEST);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto spans = spans_.Finished();
  ASSERT_THAT(spans, SizeIs(2));
  for (const Span& span : spans) {
    EXPECT_THAT(span, AllOf(HasAttribute("server.port", server_.port()),
                            HasAttribute("url.full", server_.url("/secret"))));
  }
}

TEST_F(ResendTest, ASecondTryGoesToThePortOfTheOptionAndIsOfTheSameTemplate) {
  Easy request = ByPortOption("/x");
  request.Trace().url_template = "/{name}";
  ASSERT_EQ(request.Perform(), CURLE_OK);
  spans_.Clear();
  HttpResponse cut;
  cut.cut = true;
  server_.Answer(cut);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto spans = spans_.Finished();
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_THAT(spans[0], FailedWith("got_nothing"));
  EXPECT_THAT(spans[1], AllOf(SpanNamed("GET /{name}"), HasAttribute("server.port", server_.port()),
                              HasAttribute("url.full", server_.url("/x"))));
}

TEST_F(ResendTest, ARedirectGoesToThePortThatItNames) {
  HttpStub other;
  server_.Answer(RedirectTo(other.url("/there")));
  Easy request = ByPortOption("/x");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto spans = spans_.Finished();
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_THAT(spans[1], AllOf(HasAttribute("server.port", other.port()),
                              HasAttribute("url.full", other.url("/there"))));
}

TEST_F(ResendTest, ARedirectOutOfHttpIsNoRequestOfTheLogicalSpans) {
  const FtpServer files;
  server_.Answer(RedirectTo(files.url()));
  Options options;
  options.phases = Phases::kOff;
  options.logical_span = true;
  Easy request = MakeEasy(server_.url("/x"), MakeInstrumentation(options));
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const auto spans = spans_.Finished();
  ASSERT_THAT(spans, SizeIs(2));
  EXPECT_THAT(spans[0], AllOf(IsClient(), HasAttribute("http.response.status_code", 302)));
  EXPECT_THAT(spans[1], AllOf(IsInternal(), AttributesAre({{"http.request.method", "GET"}})));
}

}  // namespace
}  // namespace otelwrap::curl
