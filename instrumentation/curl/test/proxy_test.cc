// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Real proxies: tinyproxy for HTTP, microsocks for SOCKS. The peer is the proxy, the server is the
// URL's.

#include <otelwrap/testing/free_port.h>
#include <otelwrap/testing/server_process.h>

#include <fstream>

#include "fixture.h"

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
  for (const Span& span : spans_.Finished()) {
    EXPECT_THAT(::testing::PrintToString(span), ::testing::Not(::testing::HasSubstr("password")));
  }
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
