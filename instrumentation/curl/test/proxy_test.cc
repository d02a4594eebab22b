// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Real proxies: tinyproxy for HTTP and its tunnels, microsocks for SOCKS; and a scripted one for
// what they can't be brought to say. The peer is the proxy, the server is the URL's.

#include <otelwrap/testing/free_port.h>

#include "library_override.h"
#include "tls_server.h"
#include "tunnel_server.h"

namespace otelwrap::curl {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::StartsWith;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

ServerSpec Tinyproxy(const std::string& folder, uint16_t port) {
  std::ofstream(folder + "/tinyproxy.conf")
      << "Port " << port << "\nListen 127.0.0.1\nTimeout 30\nAllow 127.0.0.1\n";
  ServerSpec spec;
  spec.program = "tinyproxy";
  spec.arguments = {"-d", "-c", folder + "/tinyproxy.conf"};
  return spec;
}

ServerSpec Microsocks(const std::string&, uint16_t port) {
  ServerSpec spec;
  spec.program = "microsocks";
  spec.arguments = {"-i", "127.0.0.1", "-p", std::to_string(port)};
  return spec;
}

class ProxyTest : public CurlTest {
 protected:
  std::unique_ptr<ServerProcess> Start(const char* program, const ServerProcess::MakeSpec& make) {
    if (FindProgram(program).empty()) return nullptr;
    return std::make_unique<ServerProcess>(make);
  }
  // A transfer through the proxy that is there, and what it is told as.
  void ExpectThrough(uint16_t port, const std::string& proxy, const std::string& host) {
    Easy request = MakeEasy("http://" + host + ':' + std::to_string(server_.port()) + "/x");
    request.SetOpt(CURLOPT_PROXY, proxy);
    request.SetOpt(CURLOPT_NOPROXY, "");  // whatever this machine's variable no_proxy says
    ASSERT_EQ(request.Perform(), CURLE_OK);
    const Span span = spans_.Named("GET");
    EXPECT_THAT(span, AllOf(Succeeded(), HasAttribute("server.address", host),
                            HasAttribute("server.port", server_.port()),
                            HasAttribute("network.peer.port", port)));
    EXPECT_THAT(ChildrenOf(spans_.Finished(), span),
                ElementsAre(SpanNamed(StartsWith("socket connect 127.0.0.1:"))));
    EXPECT_EQ(server_.Requests().at(0).Header("traceparent"), TraceparentOf(span));
  }
};

TEST_F(ProxyTest, AProxyThatIsNotThere) {
  Easy request = MakeEasy(server_.url("/x"));
  request.SetOpt(CURLOPT_PROXY, "http://user:password@127.0.0.1:" + std::to_string(FreePort()));
  request.SetOpt(CURLOPT_NOPROXY, "");
  EXPECT_EQ(request.Perform(), CURLE_COULDNT_CONNECT);
  EXPECT_THAT(spans_.Named("GET"), FailedWith("couldnt_connect"));
  EXPECT_THAT(spans_.Named("socket connect"),  // not to the URL's host
              AttributesAre({{"error.type", "connection_refused"}}));
  for (const Span& span : spans_.Finished()) {
    EXPECT_THAT(::testing::PrintToString(span), ::testing::Not(::testing::HasSubstr("password")));
  }
}

// Before 8.7 libcurl does not say that it used a proxy: the option does, and the name was the
// proxy's to look up.
TEST_F(ProxyTest, OfAnOldLibcurlTheOptionTells) {
  LibraryOverride old;
  old.TellNothingOfProxies();
  Easy request = MakeEasy("http://shop.example/x");
  request.SetOpt(CURLOPT_PROXY, "http://127.0.0.1:" + std::to_string(server_.port()));
  request.SetOpt(CURLOPT_NOPROXY, "");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(ChildrenOf(spans_.Finished(), spans_.Named("GET")),
              ElementsAre(SpanNamed("socket connect 127.0.0.1:" + std::to_string(server_.port()))));
}

// CONNECT is the connection's affair, not a request of the user's: it has no span, and carries
// nothing of ours.
class TunnelTest : public ProxyTest {
 protected:
  CURLcode Through(const TunnelServer& proxy, bool with_credentials = false) {
    Easy request = MakeEasy("http://shop.example/x");
    request.SetOpt(CURLOPT_PROXY, proxy.url());
    request.SetOpt(CURLOPT_NOPROXY, "");
    request.SetOpt(CURLOPT_HTTPPROXYTUNNEL, 1);
    if (with_credentials) {
      request.SetOpt(CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_DIGEST));
      request.SetOpt(CURLOPT_PROXYUSERPWD, "user:password");
    }
    return request.Perform();
  }
  static void ExpectNothingOfOursIn(const std::string& head) {
    EXPECT_THAT(head, StartsWith("CONNECT shop.example:80 HTTP/1.1\r\n"));
    for (const char* name : {"traceparent", "tracestate", "baggage"}) {
      EXPECT_THAT(head, ::testing::Not(::testing::HasSubstr(name)));
    }
  }
};

TEST_F(TunnelTest, OneThatIsRefusedHasNoStatusOfTheServers) {
  const TunnelServer proxy({"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"});
  const CURLcode result = Through(proxy);
  EXPECT_THAT(result, ::testing::AnyOf(CURLE_RECV_ERROR, CURLE_COULDNT_CONNECT));
  EXPECT_THAT(spans_.Named("GET"),
              AllOf(FailedWith(result == CURLE_RECV_ERROR ? "recv_error" : "couldnt_connect"),
                    HasAttribute("server.address", "shop.example"), HasAttribute("server.port", 80),
                    LacksAttribute("http.response.status_code")));
  ASSERT_THAT(proxy.Heads(), ::testing::SizeIs(1));
  ExpectNothingOfOursIn(proxy.Heads()[0]);
}

TEST_F(TunnelTest, IsNoRequestAndCarriesNothing) {
  const TunnelServer proxy;
  ASSERT_EQ(Through(proxy), CURLE_OK);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, AllOf(Succeeded(), AttributesAre({{"http.request.method", "GET"},
                                                      {"server.address", "shop.example"},
                                                      {"server.port", 80},
                                                      {"url.full", "http://shop.example/x"},
                                                      {"http.response.status_code", 200},
                                                      {"network.protocol.version", "1.1"},
                                                      {"network.peer.address", "127.0.0.1"},
                                                      {"network.peer.port", proxy.port()}})));
  EXPECT_THAT(ChildrenOf(spans_.Finished(), span),
              ElementsAre(SpanNamed("socket connect 127.0.0.1:" + std::to_string(proxy.port()))));
  ASSERT_THAT(proxy.Heads(), ::testing::SizeIs(2));
  ExpectNothingOfOursIn(proxy.Heads()[0]);
  EXPECT_THAT(proxy.Heads()[1], ::testing::HasSubstr("traceparent: " + TraceparentOf(span)));
}

TEST_F(TunnelTest, RoundsOfAuthenticationWithTheProxyAreNoRequests) {
  const TunnelServer proxy(
      {"HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Digest realm=\"r\", "
       "nonce=\"n\"\r\nContent-Length: 0\r\n\r\n",
       "HTTP/1.1 200 Connection established\r\n\r\n"});
  ASSERT_EQ(Through(proxy, true), CURLE_OK);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, AllOf(Succeeded(), LacksAttribute("http.request.resend_count")));
  ASSERT_THAT(proxy.Heads(), ::testing::SizeIs(3));
  ExpectNothingOfOursIn(proxy.Heads()[0]);
  ExpectNothingOfOursIn(proxy.Heads()[1]);
  EXPECT_THAT(proxy.Heads()[2], ::testing::HasSubstr("traceparent: " + TraceparentOf(span)));
}

TEST_F(TunnelTest, AListThatTheUserSendsToBothIsSentToBoth) {
  const TunnelServer proxy;
  Easy request = MakeEasy("http://shop.example/x");
  request.SetOpt(CURLOPT_PROXY, proxy.url());
  request.SetOpt(CURLOPT_NOPROXY, "");
  request.SetOpt(CURLOPT_HTTPPROXYTUNNEL, 1);
  request.SetOpt(CURLOPT_HEADEROPT, static_cast<long>(CURLHEADER_UNIFIED));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const std::string ours = "traceparent: " + TraceparentOf(spans_.Named("GET"));
  for (const std::string& head : proxy.Heads()) EXPECT_THAT(head, ::testing::HasSubstr(ours));
}

class TlsTunnelTest : public TlsTest {};

TEST_F(TlsTunnelTest, EachRedirectThroughItIsASpanOfItsOwn) {
  if (FindProgram("tinyproxy").empty()) GTEST_SKIP() << "needs the Debian package tinyproxy";
  const ServerProcess proxy(Tinyproxy);
  Easy request = Trusting(Url("/moved"));
  request.SetOpt(CURLOPT_PROXY, "http://127.0.0.1:" + std::to_string(proxy.port()));
  request.SetOpt(CURLOPT_NOPROXY, "");
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  std::vector<Span> hops;
  for (const Span& span : spans_.Finished()) {
    if (span.kind == SpanKind::kClient) hops.push_back(span);
  }
  ASSERT_THAT(hops, ::testing::SizeIs(2));
  EXPECT_THAT(hops[0], AllOf(Succeeded(), HasAttribute("server.address", "localhost"),
                             HasAttribute("http.response.status_code", 302),
                             HasAttribute("network.protocol.version", "2"),
                             HasAttribute("network.peer.port", proxy.port()),
                             LacksAttribute("http.request.resend_count")));
  EXPECT_THAT(hops[1], AllOf(Succeeded(), HasAttribute("http.request.resend_count", 1),
                             HasAttribute("url.full", Url("/x"))));
  EXPECT_THAT(ChildrenOf(spans_.Finished(), hops[0]),
              ElementsAre(SpanNamed("socket connect 127.0.0.1:" + std::to_string(proxy.port()))));
  EXPECT_THAT(ChildrenOf(spans_.Finished(), hops[1]), ::testing::IsEmpty());
  EXPECT_THAT(LogLines(2), ElementsAre("GET /moved HTTP/2.0 " + TraceparentOf(hops[0]),
                                       "GET /x HTTP/2.0 " + TraceparentOf(hops[1])));
}

TEST_F(ProxyTest, AnHttpProxy) {
  const auto proxy = Start("tinyproxy", Tinyproxy);
  if (proxy == nullptr) GTEST_SKIP() << "needs the Debian package tinyproxy";
  ExpectThrough(proxy->port(), "http://127.0.0.1:" + std::to_string(proxy->port()), "localhost");
}

TEST_F(ProxyTest, ASocksProxy) {
  const auto proxy = Start("microsocks", Microsocks);
  if (proxy == nullptr) GTEST_SKIP() << "needs the Debian package microsocks";
  ExpectThrough(proxy->port(), "socks5h://127.0.0.1:" + std::to_string(proxy->port()), "127.0.0.1");
}

}  // namespace
}  // namespace otelwrap::curl
