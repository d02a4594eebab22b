// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What libcurl does of its own accord, bare and traced: redirects, rounds of authentication, second
// tries. Each request is sent as it was, but for a traceparent of its own.

#include <set>

#include "ntlm_server.h"
#include "transparency.h"

namespace otelwrap::curl {
namespace {

using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

void Follow(Easy& easy, const std::string&) { easy.SetOpt(CURLOPT_FOLLOWLOCATION, 1); }

size_t RequestsOf(const Noticed& noticed) { return noticed.wire.size(); }

TEST(TransparencyHopsTest, RedirectsThatEndBadly) {
  const TransparencyCase cases[] = {
      {"too many",
       [](Easy& e, const std::string& base) {
         Follow(e, base);
         e.SetOpt(CURLOPT_MAXREDIRS, 1);
       },
       {AnswerOf(302, {{"Location", "/a"}}), AnswerOf(302, {{"Location", "/b"}})}},
      {"to nowhere", Follow, {AnswerOf(302, {{"Location", "http://nosuch.invalid/"}})}},
      {"to no URL", Follow, {AnswerOf(302, {{"Location", "http://[::1"}})}},
      {"to a scheme that is not allowed", Follow, {AnswerOf(302, {{"Location", "file:///etc/"}})}},
      {"to a scheme that is not", Follow, {AnswerOf(302, {{"Location", "nosuch://x/"}})}},
      {"without a place", Follow, {AnswerOf(302)}},
      {"not followed",
       [](Easy&, const std::string&) {},
       {AnswerOf(302, {{"Location", "/end"}}, "elsewhere")}},
  };
  for (const TransparencyCase& a_case : cases) ExpectTransparent(a_case);
}

TEST(TransparencyHopsTest, RedirectsOfEveryStatusAndMethod) {
  const auto post = [](Easy& e, const std::string& base) {
    Follow(e, base);
    e.SetOpt(CURLOPT_COPYPOSTFIELDS, "a=1");
  };
  const auto kept_post = [&](Easy& e, const std::string& base) {
    post(e, base);
    e.SetOpt(CURLOPT_POSTREDIR, static_cast<long>(CURL_REDIR_POST_ALL));
  };
  const auto custom = [](Easy& e, const std::string& base) {
    Follow(e, base);
    e.SetOpt(CURLOPT_CUSTOMREQUEST, "PATCH");
  };
  const auto head = [](Easy& e, const std::string& base) {
    Follow(e, base);
    e.SetOpt(CURLOPT_NOBODY, 1);
  };
  for (const int status : {300, 301, 302, 303, 305, 307, 308}) {
    const HttpResponse away = AnswerOf(status, {{"Location", "/end"}}, "elsewhere");
    const std::string what = std::to_string(status);
    for (const TransparencyCase& a_case :
         {TransparencyCase{"get", Follow, {away}}, TransparencyCase{"post", post, {away}},
          TransparencyCase{"kept post", kept_post, {away}},
          TransparencyCase{"custom", custom, {away}}, TransparencyCase{"head", head, {away}}}) {
      SCOPED_TRACE(what + ' ' + a_case.what);
      EXPECT_EQ(ExpectTransparent(a_case).result, CURLE_OK);
    }
  }
}

TEST(TransparencyHopsTest, RedirectsOnAndBetweenConnections) {
  HttpResponse closing = AnswerOf(302, {{"Location", "/end"}});
  closing.close = true;
  const auto secret = [](Easy& e, const std::string& base) {
    Follow(e, base);
    e.SetOpt(CURLOPT_USERPWD, "user:password");
    e.SetOpt(CURLOPT_COOKIE, "id=1");
    e.SetOpt(CURLOPT_AUTOREFERER, 1);
  };
  const TransparencyCase cases[] = {
      {"the connection is closed", Follow, {closing, closing}},
      {"with credentials", secret, {AnswerOf(307, {{"Location", "/end"}})}},
      {"to another name of the host",
       [&](Easy& e, const std::string& base) {
         secret(e, base);
         e.SetOpt(CURLOPT_IPRESOLVE, static_cast<long>(CURL_IPRESOLVE_V4));
         e.SetOpt(CURLOPT_URL, "http://localhost" + base.substr(base.rfind(':')) + "/moved");
       },
       {AnswerOf(302, {{"Location", "/a"}}), AnswerOf(302, {{"Location", "/b"}})}},
  };
  for (const TransparencyCase& a_case : cases) {
    EXPECT_EQ(ExpectTransparent(a_case).result, CURLE_OK) << a_case.what;
  }
}

TEST(TransparencyHopsTest, Authentication) {
  const auto with = [](unsigned long kinds) {
    return [kinds](Easy& e, const std::string&) {
      e.SetOpt(CURLOPT_HTTPAUTH, static_cast<long>(kinds));
      e.SetOpt(CURLOPT_USERPWD, "user:password");
    };
  };
  const HttpResponse digest =
      AnswerOf(401, {{"WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\", qop=\"auth\""}});
  const HttpResponse basic = AnswerOf(401, {{"WWW-Authenticate", "Basic realm=\"r\""}});
  struct {
    TransparencyCase a_case;
    size_t requests;
  } const cases[] = {
      {{"basic at once", with(CURLAUTH_BASIC), {}}, 1},
      {{"basic when asked", with(CURLAUTH_ANY), {basic}}, 2},
      {{"basic that is refused", with(CURLAUTH_BASIC), {basic}}, 1},
      {{"digest", with(CURLAUTH_DIGEST), {digest}}, 2},
      {{"digest, the better of two",
        with(CURLAUTH_ANY),
        {AnswerOf(401, {{"WWW-Authenticate", "Basic realm=\"r\""},
                        {"WWW-Authenticate", "Digest realm=\"r\", nonce=\"n\""}})}},
       2},
      {{"digest that is refused", with(CURLAUTH_DIGEST), {digest, digest}}, 2},
      {{"digest of a stale nonce",
        with(CURLAUTH_DIGEST),
        {digest, AnswerOf(401, {{"WWW-Authenticate",
                                 "Digest realm=\"r\", nonce=\"m\", stale=true, qop=\"auth\""}})}},
       3},
      {{"a bearer's token",
        [](Easy& e, const std::string&) {
          e.SetOpt(CURLOPT_HTTPAUTH, static_cast<long>(CURLAUTH_BEARER));
          e.SetOpt(CURLOPT_XOAUTH2_BEARER, "token");
        },
        {}},
       1},
  };
  for (const auto& [a_case, requests] : cases) {
    EXPECT_EQ(RequestsOf(ExpectTransparent(a_case)), requests) << a_case.what;
  }
}

// What the server was sent, bare or traced, with the traceparents, which must differ.
Noticed RunNtlm(bool traced, unsigned long kinds) {
  const SpanCatcher spans;
  HttpStub server;
  server.AnswerAll(AnswerNtlm);
  Noticed noticed = Notice(traced, server.url("/x"), [&](Easy& easy) {
    easy.SetOpt(CURLOPT_HTTPAUTH, static_cast<long>(kinds));
    easy.SetOpt(CURLOPT_USERPWD, "user:password");
    easy.SetOpt(CURLOPT_COPYPOSTFIELDS, "a=1");
  });
  noticed.wire = WireOf(server);
  std::set<std::string> contexts;
  for (const HttpRequest& request : server.Requests()) {
    for (const std::string& context : request.AllOf("traceparent")) contexts.insert(context);
  }
  EXPECT_EQ(contexts.size(), traced ? noticed.wire.size() : 0U);
  return noticed;
}

TEST(TransparencyHopsTest, NtlmInItsThreeSteps) {
  for (const unsigned long kinds : {CURLAUTH_NTLM, CURLAUTH_ANY}) {
    const Noticed bare = RunNtlm(false, kinds);
    const Noticed traced = RunNtlm(true, kinds);
    EXPECT_EQ(bare, traced);
    // With one kind only libcurl need not ask which one it is. Without NTLM it gives up at once.
    EXPECT_EQ(RequestsOf(traced), !HasNtlm() ? 1U : kinds == CURLAUTH_NTLM ? 2U : 3U);
  }
}

TEST(TransparencyHopsTest, SecondTries) {
  HttpResponse cut;
  cut.cut = true;
  const auto nothing = [](Easy&, const std::string&) {};
  const auto post = [](Easy& e, const std::string&) { e.SetOpt(CURLOPT_COPYPOSTFIELDS, "a=1"); };
  EXPECT_EQ(RequestsOf(ExpectTransparent({"get", nothing, {AnswerOf(200, {}, "one"), cut}, 2})),
            3U);
  EXPECT_EQ(RequestsOf(ExpectTransparent({"post", post, {AnswerOf(200, {}, "one"), cut}, 2})), 3U);
  EXPECT_EQ(ExpectTransparent({"not on a new connection", nothing, {cut}}).result,
            CURLE_GOT_NOTHING);
}

}  // namespace
}  // namespace otelwrap::curl
