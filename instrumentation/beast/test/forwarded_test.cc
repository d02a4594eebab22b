// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "forwarded.h"

#include <gtest/gtest.h>

#include <string>

namespace otelwrap::beast {
namespace {

struct AuthorityCase {
  std::string text;
  std::string host;
  int64_t port;
};

TEST(ReadAuthority, RefusesWhatIsNoHost) {
  const AuthorityCase cases[] = {
      {"", "", 0},
      {"a b", "", 0},
      {"a\nb:80", "", 0},
      {"<script>", "", 0},
      {"[::1", "", 0},
      {"[::1 ]:80", "", 0},
      {std::string(256, 'a'), "", 0},
      {"shop:0", "shop", 0},
      {"shop:65536", "shop", 0},
      {"shop:-1", "shop", 0},
      {"shop:80x", "shop", 0},
      {"shop:", "shop", 0},
      {"shop", "shop", 0},
      {" shop.example:8080\t", "shop.example", 8080},
      {"[2001:db8::1]:443", "2001:db8::1", 443},
      {"[2001:db8::1]", "2001:db8::1", 0},
      {"2001:db8::1", "2001:db8::1", 0},
  };
  for (const AuthorityCase& each : cases) {
    const Authority authority = ReadAuthority(each.text);
    EXPECT_EQ(authority.host, each.host) << each.text;
    EXPECT_EQ(authority.port, each.port) << each.text;
  }
}

struct ForwardedCase {
  std::string header;
  std::string client;
  std::string host;
  std::string scheme;
};

TEST(ReadForwarded, ReadsTheFirstElementOnly) {
  const ForwardedCase cases[] = {
      {";;,", "", "", ""},
      {"for", "", "", ""},
      {"for=\"", "", "", ""},
      {"for=unknown", "", "", ""},
      {"for=_hidden;proto=gopher", "", "", ""},
      {"for=\"a\r\nb\"", "", "", ""},
      {"by=10.0.0.1, for=192.0.2.1", "", "", ""},
      {"for=192.0.2.60", "192.0.2.60", "", ""},
      {"For=\"[2001:db8::17]:4711\"", "2001:db8::17", "", ""},
      {"for=192.0.2.60;proto=HTTPS;host=\"shop.example:8443\", for=10.0.0.1;proto=http",
       "192.0.2.60", "shop.example", "https"},
  };
  for (const ForwardedCase& each : cases) {
    RequestView request;
    request.forwarded = each.header;
    const Forwarded forwarded = ReadForwarded(request);
    EXPECT_EQ(forwarded.client, each.client) << each.header;
    EXPECT_EQ(forwarded.host.host, each.host) << each.header;
    EXPECT_EQ(forwarded.scheme, each.scheme) << each.header;
  }
}

TEST(ReadForwarded, TakesWhatForwardedLeavesOpenFromTheOlderHeaders) {
  RequestView request;
  request.forwarded = "for=192.0.2.60";
  request.forwarded_for = "203.0.113.195, 70.41.3.18";
  request.forwarded_host = "shop.example, inner";
  request.forwarded_proto = "https, http";
  const Forwarded forwarded = ReadForwarded(request);
  EXPECT_EQ(forwarded.client, "192.0.2.60");
  EXPECT_EQ(forwarded.host.host, "shop.example");
  EXPECT_EQ(forwarded.scheme, "https");
  request.forwarded = {};
  EXPECT_EQ(ReadForwarded(request).client, "203.0.113.195");
}

}  // namespace
}  // namespace otelwrap::beast
