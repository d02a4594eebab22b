// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <otelwrap/common/target.h>
#include <otelwrap/testing/attribute_matchers.h>

#include <string>

namespace otelwrap::beast {
namespace {

using common::AttributeSet;
using common::AttributeView;
using common::Use;
using testing::AttributesAre;

struct Shown {
  testing::Attributes attributes;
};

Shown Show(const AttributeSet& set, Use use) {
  Shown shown;
  AttributeView(set, use).ForEachKeyValue(
      [&](opentelemetry::nostd::string_view key, opentelemetry::common::AttributeValue value) {
        const std::string name(key.data(), key.size());
        if (const auto* text =
                opentelemetry::nostd::get_if<opentelemetry::nostd::string_view>(&value)) {
          shown.attributes.emplace(name, *text);
        } else {
          shown.attributes.emplace(name, opentelemetry::nostd::get<int64_t>(value));
        }
        return true;
      });
  return shown;
}

RequestView Get(std::string_view target) {
  RequestView request;
  request.method = "GET";
  request.target = target;
  return request;
}

Shown ShowServer(const RequestView& request, const Peer& peer = {}) {
  Description description;
  DescribeServer(request, peer, Options{}, description);
  return Show(description.attributes, Use::kSpan);
}

TEST(DescribeServer, EncodesAndBoundsWhatIsHostile) {
  RequestView request = Get("/a\r\nb\x7f\xff");
  request.method = "G\nT";
  request.host = "<script>:80";
  request.user_agent = "bad\x01 agent";
  EXPECT_THAT(ShowServer(request), AttributesAre({{"http.request.method", "_OTHER"},
                                                  {"http.request.method_original", "G%0AT"},
                                                  {"url.scheme", "http"},
                                                  {"url.path", "/a%0D%0Ab%7F%FF"},
                                                  {"network.protocol.version", "1.1"},
                                                  {"user_agent.original", "bad%01 agent"}}));
  const std::string long_path = "/" + std::string(5000, '\x80');
  const Shown shown = ShowServer(Get(long_path));
  EXPECT_THAT(shown, testing::HasAttribute("url.path", testing::Text(::testing::SizeIs(4096))));
}

TEST(DescribeServer, UnknownMethodIsNamedHttp) {
  Description description;
  RequestView request = Get("/");
  request.method = "get";
  DescribeServer(request, {}, Options{}, description);
  EXPECT_EQ(description.name.view(), "HTTP");
  DescribeServer(Get("/"), {}, Options{}, description);
  EXPECT_EQ(description.name.view(), "GET");
}

TEST(DescribeServer, EverythingThatIsThere) {
  RequestView request = Get("/items/1?page=2");
  request.version = 10;
  request.host = "shop.example:8080";
  request.user_agent = "curl/8";
  Peer peer;
  peer.address.Assign("192.0.2.1");
  peer.port = 4000;
  peer.tls = true;
  EXPECT_THAT(ShowServer(request, peer), AttributesAre({{"http.request.method", "GET"},
                                                        {"url.scheme", "https"},
                                                        {"url.path", "/items/1"},
                                                        {"server.address", "shop.example"},
                                                        {"server.port", 8080},
                                                        {"client.address", "192.0.2.1"},
                                                        {"network.peer.address", "192.0.2.1"},
                                                        {"network.peer.port", 4000},
                                                        {"network.protocol.version", "1.0"},
                                                        {"user_agent.original", "curl/8"}}));
  Description description;
  DescribeServer(request, peer, Options{}, description);
  EXPECT_THAT(Show(description.attributes, Use::kMetric),
              AttributesAre({{"http.request.method", "GET"},
                             {"url.scheme", "https"},
                             {"network.protocol.version", "1.0"}}));
}

TEST(DescribeServer, AProxysWordIsTakenWhereItIsGiven) {
  RequestView request = Get("/");
  request.host = "inner";
  request.forwarded = "for=192.0.2.60;proto=https;host=shop.example:8443";
  Peer peer;
  peer.address.Assign("10.0.0.1");
  EXPECT_THAT(ShowServer(request, peer), AttributesAre({{"http.request.method", "GET"},
                                                        {"url.scheme", "https"},
                                                        {"url.path", "/"},
                                                        {"server.address", "shop.example"},
                                                        {"server.port", 8443},
                                                        {"client.address", "192.0.2.60"},
                                                        {"network.peer.address", "10.0.0.1"},
                                                        {"network.protocol.version", "1.1"}}));
}

TEST(DescribeServer, AbsoluteTargetsGiveTheirOwnHost) {
  RequestView request = Get("http://user:word@proxied.example:81?x=1");
  request.host = "other";
  EXPECT_THAT(ShowServer(request), AttributesAre({{"http.request.method", "GET"},
                                                  {"url.scheme", "http"},
                                                  {"url.path", "/"},
                                                  {"server.address", "proxied.example"},
                                                  {"server.port", 81},
                                                  {"network.protocol.version", "1.1"}}));
}

struct QueryCase {
  std::string target;
  std::string expected;
};

TEST(DescribeQuery, RedactsAndEncodes) {
  const QueryCase cases[] = {
      {"/", ""},
      {"/?", ""},
      {"/a#?b", ""},
      {"/?a=\xff\n", "a=%FF%0A"},
      {"/?sig=secret&a=1", "sig=REDACTED&a=1"},
      {"/?a=1#f", "a=1"},
      {"http://h/?a=1", "a=1"},
  };
  for (const QueryCase& each : cases) {
    std::string text;
    AttributeSet attributes;
    DescribeQuery(Get(each.target), Options{}, text, attributes);
    EXPECT_EQ(text, each.expected) << each.target;
    EXPECT_EQ(attributes.size(), each.expected.empty() ? 0U : 1U);
  }
}

struct UrlCase {
  bool tls;
  std::string host;
  int64_t port;
  std::string target;
  std::string expected;
};

TEST(DescribeUrl, BuildsTheAbsoluteOne) {
  const UrlCase cases[] = {
      {false, "shop", 80, "/a?sig=secret", "http://shop/a?sig=REDACTED"},
      {false, "shop", 80, "/\xff", "http://shop/%FF"},
      {false, "shop", 80, "http://u:p@other:81/a", "http://REDACTED:REDACTED@other:81/a"},
      {false, "shop", 443, "/", "http://shop:443/"},
      {true, "shop", 443, "/", "https://shop/"},
      {true, "::1", 8443, "/", "https://[::1]:8443/"},
  };
  for (const UrlCase& each : cases) {
    const auto target = common::Target::Make(Options{}, each.host, each.port);
    std::string text;
    AttributeSet attributes;
    DescribeUrl(Get(each.target), each.tls, target.get(), Options{}, text, attributes);
    EXPECT_EQ(text, each.expected);
  }
}

TEST(DescribeClient, SaysWhereItGoes) {
  const auto target = common::Target::Make(Options{}, "shop.example", 8080);
  Description description;
  DescribeClient(Get("/items/1"), target.get(), description);
  EXPECT_EQ(description.name.view(), "GET");
  for (const Use use : {Use::kSpan, Use::kMetric}) {
    EXPECT_THAT(Show(description.attributes, use),
                AttributesAre({{"http.request.method", "GET"},
                               {"server.address", "shop.example"},
                               {"server.port", 8080}}));
  }
}

}  // namespace
}  // namespace otelwrap::beast
