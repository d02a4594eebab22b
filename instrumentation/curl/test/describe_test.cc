// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <curl/curl.h>
#include <gtest/gtest.h>

#include "request_url.h"

namespace otelwrap::curl {
namespace {

TEST(DescribeName, OfAnUnknownMethodIsHttp) {
  EXPECT_EQ(DescribeName("", nullptr).view(), "HTTP");
  EXPECT_EQ(DescribeName("BREW", nullptr).view(), "HTTP");
  EXPECT_EQ(DescribeName("get", nullptr).view(), "HTTP");
}

TEST(DescribeName, IsTheMethodAndTheTemplateUnlessTheUserNamesIt) {
  TraceSettings settings;
  EXPECT_EQ(DescribeName("GET", nullptr).view(), "GET");
  EXPECT_EQ(DescribeName("GET", &settings).view(), "GET");
  settings.url_template = "/items/{id}";
  EXPECT_EQ(DescribeName("DELETE", &settings).view(), "DELETE /items/{id}");
  EXPECT_EQ(DescribeName("BREW", &settings).view(), "HTTP /items/{id}");
  settings.span_name = "fetch item";
  EXPECT_EQ(DescribeName("DELETE", &settings).view(), "fetch item");
}

#if LIBCURL_VERSION_NUM >= 0x073e00  // libcurl has a parser

struct UrlCase {
  const char* text;
  bool http;
  const char* host;
  int64_t port;
};

TEST(RequestUrl, ReadsWhatLibcurlWould) {
  const UrlCase cases[] = {
      {"", true, "", 0},
      {"http://", true, "", 0},
      {"http://[::1", true, "", 0},
      {"http://host:99999/", true, "", 0},
      {"file:///etc/passwd", false, "", 0},
      {"ftp://host/file", false, "host", 0},
      {"ws://host/", false, "host", 80},
      {"gopher://host/", false, "host", 0},
      {"ftp.example.org/x", false, "ftp.example.org", 0},
      {"http://host", true, "host", 80},
      {"https://host/path", true, "host", 443},
      {"HTTPS://Host:8443/path", true, "Host", 8443},
      {"http://user:pass@host:81/", true, "host", 81},
      {"http://[::1]:8080/", true, "::1", 8080},
      {"host.example", true, "host.example", 80},
      {"host.example:8080/path?to=http://other.example/", true, "host.example", 8080},
      {"http:///host/path", true, "host", 80},
      {"http://h%6fst/", true, "host", 80},
      {"http://127.1/", true, "127.0.0.1", 80},
      {"http://0x7f000001:81/", true, "127.0.0.1", 81},
      {"http://2130706433/", true, "127.0.0.1", 80},
      {"http://0177.0.0.1/", true, "127.0.0.1", 80},
      {"http://127.0.0.10/", true, "127.0.0.10", 80},
      {"http://host.example.1a/", true, "host.example.1a", 80},
  };
  for (const UrlCase& c : cases) {
    RequestUrl url;
    url.Read(c.text);
    EXPECT_EQ(url.IsHttp(), c.http) << c.text;
    EXPECT_EQ(url.host(), c.host) << c.text;
    if (c.http) {
      EXPECT_EQ(url.port(), c.port) << c.text;
    }
  }
}

TEST(RequestUrl, TakesTheDefaultProtocol) {
  RequestUrl url;
  url.Read("host.example/x", "https");
  EXPECT_TRUE(url.IsHttps());
  EXPECT_EQ(url.port(), 443);
  EXPECT_EQ(url.text(), "https://host.example/x");
  url.Read("host.example/x", "ftp");
  EXPECT_FALSE(url.IsHttp());
  url.Read("http://host.example/x", "ftp");
  EXPECT_TRUE(url.IsHttp());
}

TEST(RequestUrl, TakesThePortThatGoesBeforeItsOwn) {
  RequestUrl url;
  url.Read("http://host.example/x", {}, 8080);
  EXPECT_EQ(url.port(), 8080);
  EXPECT_EQ(url.text(), "http://host.example:8080/x");
  url.Read("http://host.example:81/x", {}, 80);
  EXPECT_EQ(url.port(), 80);
  url.Read("http://[::1", {}, 80);
  EXPECT_EQ(url.text(), "http://[::1");
}

#endif

TEST(IsAddress, TellsNamesFromAddresses) {
  for (const char* name : {"", "localhost", "1.2.3", "host.1", "::g", "256.1.1.1"}) {
    EXPECT_FALSE(IsAddress(name)) << name;
  }
  for (const char* address : {"127.0.0.1", "::1", "fe80::1%eth0", "2001:db8::5"}) {
    EXPECT_TRUE(IsAddress(address)) << address;
  }
}

}  // namespace
}  // namespace otelwrap::curl
