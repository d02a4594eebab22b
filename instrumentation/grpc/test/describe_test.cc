// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>

namespace otelwrap::grpc {
namespace {

using common::AttributeSet;
using common::AttributeView;
using common::Use;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

struct Case {
  const char* text;
  const char* address;
  int64_t port;
};

TEST(ParseTarget, FollowsTheConventions) {
  constexpr Case kCases[] = {
      {"", "", 0},
      {"zk://a:1,b:2/path", "zk://a:1,b:2/path", 0},
      {"ipv4:1.2.3.4:5,6.7.8.9:10", "ipv4:1.2.3.4:5,6.7.8.9:10", 0},
      {"xds:///orders", "xds:///orders", 0},
      {"grpc.io:https", "grpc.io:https", 0},
      {"grpc.io:0", "grpc.io:0", 0},
      {"grpc.io:65536", "grpc.io:65536", 0},
      {"grpc.io:", "grpc.io:", 0},
      {"::1", "::1", 0},
      {"[::1", "[::1", 0},
      {"dns:", "dns:", 0},
      {"dns://1.2.3.4", "dns://1.2.3.4", 0},
      {"unix:", "unix:", 0},
      {"grpc.io", "grpc.io", 0},
      {"grpc.io:50051", "grpc.io", 50051},
      {"dns:grpc.io:50051", "grpc.io", 50051},
      {"dns:///grpc.io:50051", "grpc.io", 50051},
      {"dns://1.2.3.4/grpc.io:50051", "grpc.io", 50051},
      {"ipv4:1.2.3.4:5", "1.2.3.4", 5},
      {"[::1]:50051", "::1", 50051},
      {"[::1]", "::1", 0},
      {"ipv6:[2001:db8::1]:80", "2001:db8::1", 80},
      {"ipv6:%5B2001:db8::1%5D:80", "2001:db8::1", 80},
      {"unix:///p/x.sock", "/p/x.sock", 0},
      {"unix:x.sock", "x.sock", 0},
  };
  for (const Case& each : kCases) {
    const Endpoint endpoint = ParseTarget(each.text);
    EXPECT_EQ(endpoint.address, each.address) << each.text;
    EXPECT_EQ(endpoint.port, each.port) << each.text;
  }
}

TEST(ParsePeer, ReadsWhatGrpcSaysOfAPeer) {
  constexpr Case kCases[] = {
      {"", "", 0},
      {"127.0.0.1:1", "", 0},  // not connected yet: the target's text
      {"unknown", "", 0},
      {"ipv4:", "", 0},
      {"ipv4:1.2.3.4:x", "", 0},
      {"unix:", "", 0},
      {"ipv4:127.0.0.1:50051", "127.0.0.1", 50051},
      {"ipv6:%5B::1%5D:50051", "::1", 50051},
      {"ipv6:[::1]:50051", "::1", 50051},
      {"unix:/p/x.sock", "/p/x.sock", 0},
  };
  for (const Case& each : kCases) {
    const Endpoint peer = ParsePeer(each.text);
    EXPECT_EQ(peer.address, each.address) << each.text;
    EXPECT_EQ(peer.port, each.port) << each.text;
  }
}

TEST(Printable, CutsAndCleansWhatStrangersWrite) {
  EXPECT_EQ(Printable("a\r\nb\x7f\xc3\xa4").view(), "a??b???");
  EXPECT_EQ(Printable(std::string(1000, 'x')).view(), std::string(128, 'x'));
}

std::map<std::string, std::string> Texts(const AttributeSet& attributes, Use use) {
  std::map<std::string, std::string> texts;
  AttributeView(attributes, use)
      .ForEachKeyValue([&texts](opentelemetry::nostd::string_view key,
                                opentelemetry::common::AttributeValue value) {
        const auto text = opentelemetry::nostd::get<opentelemetry::nostd::string_view>(value);
        texts.emplace(std::string(key), std::string(text));
        return true;
      });
  return texts;
}

TEST(DescribeMethod, ShowsUnknownMethodsToNoMetric) {
  AttributeSet attributes;
  DescribeMethod({"pkg.Service/Any\n", false}, attributes);
  EXPECT_THAT(Texts(attributes, Use::kMetric),
              ElementsAre(Pair("rpc.method", "_OTHER"), Pair("rpc.system.name", "grpc")));
  EXPECT_THAT(
      Texts(attributes, Use::kSpan),
      ElementsAre(Pair("rpc.method", "_OTHER"), Pair("rpc.method_original", "pkg.Service/Any?"),
                  Pair("rpc.system.name", "grpc")));
}

TEST(DescribeMethod, HasNoOriginalWhereGrpcDidNotSay) {
  AttributeSet attributes;
  DescribeMethod({}, attributes);
  EXPECT_THAT(Texts(attributes, Use::kSpan),
              ElementsAre(Pair("rpc.method", "_OTHER"), Pair("rpc.system.name", "grpc")));
}

TEST(DescribePeer, LeavesOutWhatIsNotThere) {
  AttributeSet attributes;
  DescribePeer({}, attributes);
  DescribeAuthority({}, attributes);
  EXPECT_THAT(Texts(attributes, Use::kBoth), IsEmpty());
  DescribePeer({"/p/x.sock", 0}, attributes);
  EXPECT_THAT(Texts(attributes, Use::kSpan),
              ElementsAre(Pair("network.peer.address", "/p/x.sock")));
}

}  // namespace
}  // namespace otelwrap::grpc
