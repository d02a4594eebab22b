// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gtest/gtest.h>
#include <otelwrap/common/url.h>

#include <string>

namespace otelwrap::common {
namespace {

std::string Redacted(std::string_view url, const RedactionPolicy& policy = {}) {
  std::string out;
  AppendRedactedUrl(url, policy, out);
  return out;
}

TEST(ParseUrl, RefusesWhatHasNoSchemeOrHost) {
  for (const char* url :
       {"", "shop.example", "/path", "http:/host", "://host", "http://", "http://:80",
        "http://host:port", "http://host:99999", "http://[::1", "ht tp://host", "http://[::1]x"}) {
    EXPECT_FALSE(ParseUrl(url).has_value()) << url;
  }
}

TEST(ParseUrl, ReadsTheParts) {
  const auto parts = ParseUrl("HTTPS://alice:secret@shop.example:8443/a/b?x=1&y=2#top");
  ASSERT_TRUE(parts.has_value());
  EXPECT_EQ(parts->scheme, "HTTPS");
  EXPECT_EQ(parts->user_info, "alice:secret");
  EXPECT_EQ(parts->host, "shop.example");
  EXPECT_EQ(parts->port, 8443);
  EXPECT_EQ(parts->path, "/a/b");
  EXPECT_EQ(parts->query, "x=1&y=2");
  EXPECT_EQ(parts->fragment, "top");
}

TEST(ParseUrl, KnowsDefaultPortsAndIpv6) {
  EXPECT_EQ(ParseUrl("http://h")->port, 80);
  EXPECT_EQ(ParseUrl("https://h/")->port, 443);
  EXPECT_EQ(ParseUrl("redis://h")->port, 0);
  EXPECT_EQ(ParseUrl("http://[::1]:81/")->host, "::1");
  EXPECT_EQ(ParseUrl("http://[::1]:81/")->port, 81);
  EXPECT_EQ(ParseUrl("http://h?q=a/b")->host, "h");
}

TEST(RedactedUrl, NoPasswordIsLeftStanding) {
  for (const char* url :
       {"http://alice:secret@h/", "http://secret@h/", "http://a:b@secret@h/", "http://a:sec/ret@h/",
        "http://a:sec#ret@h/", "http://a:sec?ret@h/x", "alice:secret@h/path"}) {
    EXPECT_EQ(Redacted(url).find("sec"), std::string::npos) << Redacted(url);
    EXPECT_NE(Redacted(url).find("REDACTED:REDACTED@h/"), std::string::npos) << Redacted(url);
  }
}

TEST(RedactedUrl, ASingleSlashIsEnoughForAPassword) {
  EXPECT_EQ(Redacted("http:/alice:secret@h/"), "http:/REDACTED:REDACTED@h/");
  EXPECT_EQ(Redacted("http:/h/a@b"), "http:/h/a@b");
}

TEST(RedactedUrl, AFragmentAndAUrlInAValueLoseTheirSecretsToo) {
  EXPECT_EQ(Redacted("http://h/?sig=a#sig=b&x=c"), "http://h/?sig=REDACTED#sig=REDACTED&x=c");
  EXPECT_EQ(Redacted("http://h/#/page?sig=a"), "http://h/#/page?sig=REDACTED");
  EXPECT_EQ(Redacted("http://h/?to=/p?sig=a"), "http://h/?to=/p?sig=REDACTED");
  RedactionPolicy policy;
  policy.drop_query = true;
  EXPECT_EQ(Redacted("http://h/?a=b#sig=c", policy), "http://h/#sig=REDACTED");
}

TEST(RedactedUrl, WhatIsNoUtf8IsEncoded) {
  EXPECT_EQ(Redacted("http://h/\xff\xc3\xa9\xe9?a=\xc3#\xfe"), "http://h/%FF\xc3\xa9%E9?a=%C3#%FE");
}

TEST(RedactedUrl, AnAtSignElsewhereIsNoUserInfo) {
  EXPECT_EQ(Redacted("http://h:80/@alice?to=a@b#c@d"), "http://h:80/@alice?to=a@b#c@d");
}

TEST(RedactedUrl, ASensitiveNameIsKnownAsAServerReadsIt) {
  EXPECT_EQ(Redacted("http://h/?%73ig=a"), "http://h/?%73ig=REDACTED");
  EXPECT_EQ(Redacted("http://h/?x-Amz=1&X%2dAmz%2DSignature=a&y=2"),
            "http://h/?x-Amz=1&X%2dAmz%2DSignature=REDACTED&y=2");
  EXPECT_EQ(Redacted("http://h/?x=1;sig=a;b&y=2"), "http://h/?x=1;sig=REDACTED&y=2");
  EXPECT_EQ(Redacted("http://h/?sig=&x=1"), "http://h/?sig=REDACTED&x=1");
  for (const char* url : {"http://h/?%7", "http://h/?sig%=a", "http://h/?sig%7=a",
                          "http://h/?%73i=a", "http://h/?sigx=a", "http://h/?;;=a;sig"}) {
    EXPECT_EQ(Redacted(url), url);
  }
}

TEST(RedactedUrl, SensitiveParametersLoseTheirValues) {
  EXPECT_EQ(Redacted("http://h/?sig=a&x=1&X-Amz-Signature=b&Signature=c&sig"),
            "http://h/?sig=REDACTED&x=1&X-Amz-Signature=REDACTED&Signature=REDACTED&sig");
  EXPECT_EQ(Redacted("http://h/?SIG=a"), "http://h/?SIG=a");  // case-sensitive, by the conventions
  RedactionPolicy policy;
  policy.sensitive_query_parameters = {"token"};
  EXPECT_EQ(Redacted("http://h/?sig=a&token=b#f", policy), "http://h/?sig=a&token=REDACTED#f");
  policy.drop_query = true;
  EXPECT_EQ(Redacted("http://h/p?sig=a#f", policy), "http://h/p#f");
}

TEST(RedactedUrl, ControlCharactersAndBlanksAreEncoded) {
  EXPECT_EQ(Redacted("http://h/a b\r\nX:1\x7f"), "http://h/a%20b%0D%0AX:1%7F");
  EXPECT_EQ(Redacted(std::string_view("http://h/\0x", 11)), "http://h/%00x");
}

TEST(RedactedUrl, IsCappedAtAWholeCharacter) {
  RedactionPolicy policy;
  policy.max_text_bytes = 16;
  EXPECT_EQ(Redacted("http://h/123456äää", policy), "http://h/123456");
  EXPECT_LE(Redacted("http://h/?" + std::string(100000, '&'), policy).size(), 16U);
}

}  // namespace
}  // namespace otelwrap::common
