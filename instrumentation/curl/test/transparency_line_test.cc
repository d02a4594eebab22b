// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What lies between, and what is no HTTP, bare and traced: tunnels, SOCKS, HTTP/2, a Unix socket;
// FTP, files, WebSockets and bare connections, which pass through untraced.

#include <otelwrap/testing/server_process.h>

#include "classify.h"
#include "ftp_server.h"
#include "tls_server.h"
#include "transparency.h"
#include "tunnel_server.h"

namespace otelwrap::curl {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;
using ::testing::Not;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

std::vector<std::string> AllWithoutChance(std::vector<std::string> texts) {
  for (std::string& text : texts) text = WithoutChance(std::move(text));
  return texts;
}

Noticed RunTunnel(bool traced, std::vector<std::string> answers, const SetRequest& set) {
  const SpanCatcher spans;
  const TunnelServer proxy(std::move(answers));
  Noticed noticed = Notice(traced, "http://shop.example/x", [&](Easy& easy) {
    easy.SetOpt(CURLOPT_PROXY, proxy.url());
    easy.SetOpt(CURLOPT_NOPROXY, "");
    easy.SetOpt(CURLOPT_HTTPPROXYTUNNEL, 1);
    set(easy);
  });
  noticed.wire = AllWithoutChance(proxy.Heads());
  for (const std::string& head : proxy.Heads()) {
    const bool is_ours = traced && head.rfind("GET ", 0) == 0;
    EXPECT_EQ(head.find("traceparent: ") != std::string::npos, is_ours) << head;
  }
  return noticed;
}

TEST(TransparencyLineTest, ATunnel) {
  const std::string open = "HTTP/1.1 200 Connection established\r\n\r\n";
  const std::string challenge =
      "HTTP/1.1 407 Who are you\r\nProxy-Authenticate: Digest realm=\"r\", nonce=\"n\"\r\n"
      "Content-Length: 0\r\n\r\n";
  const List of_the_proxy = MakeList({"X-Proxy: 1"});
  const struct {
    const char* what;
    std::vector<std::string> answers;
    SetRequest set;
    bool arrives;
  } cases[] = {
      {"refused", {"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n"}, [](Easy&) {}, false},
      {"no HTTP", {"nonsense\r\n\r\n"}, [](Easy&) {}, false},
      {"credentials are missing", {challenge}, [](Easy&) {}, false},
      {"open", {open}, [](Easy&) {}, true},
      {"digest",
       {challenge, open},
       [](Easy& e) {
         e.SetOpt(CURLOPT_PROXYAUTH, static_cast<long>(CURLAUTH_DIGEST));
         e.SetOpt(CURLOPT_PROXYUSERPWD, "user:password");
       },
       true},
      {"headers for the proxy only",
       {open},
       [&](Easy& e) { e.SetOpt(CURLOPT_PROXYHEADER, of_the_proxy.get()); },
       true},
  };
  for (const auto& [what, answers, set, arrives] : cases) {
    SCOPED_TRACE(what);
    const Noticed bare = RunTunnel(false, answers, set);
    const Noticed traced = RunTunnel(true, answers, set);
    EXPECT_EQ(bare, traced);
    EXPECT_EQ(traced.result == CURLE_OK, arrives);
  }
}

// The proxy, as an option says it; the server is a stub.
void ExpectTransparentThrough(const std::string& proxy) {
  const auto through = [&](Easy& easy, const std::string&) {
    easy.SetOpt(CURLOPT_PROXY, proxy);
    easy.SetOpt(CURLOPT_NOPROXY, "");
    easy.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
    // Whether a proxy that ends its connection is heard in time is chance.
    easy.SetOpt(CURLOPT_FORBID_REUSE, 1);
  };
  EXPECT_EQ(ExpectTransparent({proxy.c_str(), through, {}, 2}).result, CURLE_OK);
  EXPECT_EQ(
      ExpectTransparent({proxy.c_str(), through, {AnswerOf(302, {{"Location", "/end"}})}}).result,
      CURLE_OK);
}

TEST(TransparencyLineTest, AnHttpProxy) {
  if (FindProgram("tinyproxy").empty()) GTEST_SKIP() << "needs the Debian package tinyproxy";
  const ServerProcess proxy([](const std::string& folder, uint16_t port) {
    std::ofstream(folder + "/tinyproxy.conf")
        << "Port " << port << "\nListen 127.0.0.1\nTimeout 30\nAllow 127.0.0.1\n";
    return ServerSpec{"tinyproxy", {"-d", "-c", folder + "/tinyproxy.conf"}, nullptr};
  });
  ExpectTransparentThrough("http://127.0.0.1:" + std::to_string(proxy.port()));
}

TEST(TransparencyLineTest, ASocksProxy) {
  if (FindProgram("microsocks").empty()) GTEST_SKIP() << "needs the Debian package microsocks";
  const ServerProcess proxy([](const std::string&, uint16_t port) {
    return ServerSpec{"microsocks", {"-i", "127.0.0.1", "-p", std::to_string(port)}, nullptr};
  });
  for (const char* scheme : {"socks5://", "socks5h://"}) {
    ExpectTransparentThrough(scheme + ("127.0.0.1:" + std::to_string(proxy.port())));
  }
}

class TransparencyTlsTest : public TlsTest {
 protected:
  // `requests`: how many each of the two makes.
  void ExpectTransparentFrom(const std::string& url, const SetRequest& set, size_t requests,
                             int times = 1) {
    Noticed noticed[2];
    for (const bool traced : {false, true}) {
      Noticed& own = noticed[traced ? 1 : 0];
      const auto trusting = [&](Easy& easy) {
        easy.SetOpt(CURLOPT_CAINFO, Certificate());
        set(easy);
      };
      own = Notice(traced, url, trusting, times);
      const auto lines = LogLines(logged_ + requests);
      ASSERT_EQ(lines.size(), logged_ + requests);
      for (; logged_ < lines.size(); ++logged_) {
        const size_t context = lines[logged_].rfind(' ');
        EXPECT_EQ(lines[logged_].substr(context) == " -", !traced) << lines[logged_];
        own.wire.push_back(lines[logged_].substr(0, context));
      }
    }
    ExpectSame(noticed[0], noticed[1], url);
    EXPECT_EQ(noticed[1].result, CURLE_OK);
  }

  size_t logged_ = 0;
};

TEST_F(TransparencyTlsTest, Http2AndHttp1) {
  const auto follow = [](Easy& easy) {
    easy.SetOpt(CURLOPT_IPRESOLVE, static_cast<long>(CURL_IPRESOLVE_V4));
    easy.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  };
  ExpectTransparentFrom(Url("/moved"), follow, 4, 2);
  const auto http1 = [&](Easy& easy) {
    follow(easy);
    easy.SetOpt(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  };
  ExpectTransparentFrom(Url("/moved"), http1, 4, 2);
}

// Which code it is depends on the version (couldnt_connect; send_error with libcurl 8.22), and on
// what libcurl has seen of the end when it begins: each of both transfers has one of these.
TEST_F(TransparencyTlsTest, AServerThatIsGoneFromAConnectionThatWasKept) {
  for (const long version : {CURL_HTTP_VERSION_2TLS, CURL_HTTP_VERSION_1_1}) {
    struct {
      Easy easy;
      CURLcode result = CURLE_OK;
      long connections = 0;
    } both[2] = {{Trusting(Url())}, {Trusting(Url())}};
    for (auto& each : both) {
      each.easy.SetOpt(CURLOPT_IPRESOLVE, static_cast<long>(CURL_IPRESOLVE_V4));
      each.easy.SetOpt(CURLOPT_HTTP_VERSION, version);
      ASSERT_EQ(each.easy.Perform(), CURLE_OK);
    }
    nginx_->Stop();
    both[0].result = curl_easy_perform(both[0].easy);
    both[1].result = both[1].easy.Perform();
    for (auto& each : both) {
      curl_easy_getinfo(each.easy.get(), CURLINFO_NUM_CONNECTS, &each.connections);
    }
    for (const auto& each : both) {
      EXPECT_THAT(each.result, AnyOf(CURLE_COULDNT_CONNECT, CURLE_SEND_ERROR, CURLE_RECV_ERROR));
    }
    if (both[0].result == both[1].result) {
      EXPECT_EQ(both[1].connections, both[0].connections);
    }
    EXPECT_THAT(spans_.Finished().back(), FailedWith(std::string(ErrorType(both[1].result))));
    TlsTest::SetUp();
  }
}

TEST_F(TransparencyTlsTest, AUnixSocket) {
  const auto unix_socket = [&](Easy& easy) {
    easy.SetOpt(CURLOPT_UNIX_SOCKET_PATH, nginx_->folder() + "/socket");
  };
  ExpectTransparentFrom("http://localhost/x", unix_socket, 2, 2);
}

TEST(TransparencyLineTest, FtpPassesThrough) {
  Noticed noticed[2];
  for (const bool traced : {false, true}) {
    const SpanCatcher spans;
    const MetricCatcher metrics;
    const FtpServer server;
    noticed[traced ? 1 : 0] = Notice(traced, server.url(), [](Easy&) {});
    noticed[traced ? 1 : 0].wire = server.Commands();
    EXPECT_TRUE(spans.Finished().empty());
    EXPECT_TRUE(metrics.Collect().empty());
  }
  ExpectSame(noticed[0], noticed[1], "");
  EXPECT_EQ(noticed[1].result, CURLE_OK);
  EXPECT_THAT(::testing::PrintToString(noticed[1]),
              HasSubstr("body " + std::string(FtpServer::kFile)));
}

TEST(TransparencyLineTest, ARedirectToFtpIsFollowedAndOnlyTheRequestBeforeItIsTold) {
  Noticed noticed[2];
  for (const bool traced : {false, true}) {
    const SpanCatcher spans;
    const FtpServer files;
    HttpStub server;
    server.Answer(AnswerOf(302, {{"Location", files.url()}}));
    noticed[traced ? 1 : 0] = Notice(traced, server.url("/x"),
                                     [](Easy& easy) { easy.SetOpt(CURLOPT_FOLLOWLOCATION, 1); });
    noticed[traced ? 1 : 0].wire = files.Commands();
    if (!traced) continue;
    std::vector<Span> requests;
    for (const Span& span : spans.Finished()) {
      if (span.kind == SpanKind::kClient) requests.push_back(span);
    }
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_THAT(requests[0], AllOf(Succeeded(), HasAttribute("http.response.status_code", 302)));
    EXPECT_EQ(spans.Unfinished(), 0U);
  }
  ExpectSame(noticed[0], noticed[1], "");
  EXPECT_EQ(noticed[1].result, CURLE_OK);
}

TEST(TransparencyLineTest, FilesPassThrough) {
  const SpanCatcher spans;
  const TempFolder folder;
  std::ofstream(folder.path() + "/x") << "hello";
  for (const char* name : {"/x", "/missing"}) {
    const std::string url = "file://" + folder.path() + name;
    const Noticed bare = Notice(false, url, [](Easy&) {});
    EXPECT_EQ(bare, Notice(true, url, [](Easy&) {}));
    EXPECT_EQ(bare.result == CURLE_OK, name == std::string("/x"));
  }
  EXPECT_TRUE(spans.Finished().empty());
}

// The user speaks with the server over the connection that libcurl made.
TEST(TransparencyLineTest, ABareConnectionPassesThrough) {
  const SpanCatcher spans;
  for (const bool traced : {false, true}) {
    HttpStub server;
    Easy easy = MakeEasy(server.url("/x"));
    easy.SetOpt(CURLOPT_CONNECT_ONLY, 1);
    ASSERT_EQ(traced ? easy.Perform() : curl_easy_perform(easy), CURLE_OK);
    const std::string request = "GET /own HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    size_t sent = 0;
    EXPECT_EQ(curl_easy_send(easy, request.data(), request.size(), &sent), CURLE_OK);
    EXPECT_EQ(sent, request.size());
    const auto requests = server.WaitFor(1);
    ASSERT_EQ(requests.size(), 1U);
    EXPECT_EQ(requests[0].head, request);
  }
  EXPECT_TRUE(spans.Finished().empty());
}

bool HasWebSockets() {
  const auto* version = curl_version_info(CURLVERSION_NOW);
  for (const char* const* each = version->protocols; *each != nullptr; ++each) {
    if (std::string(*each) == "ws") return true;
  }
  return false;
}

// The example of RFC 6455: libcurl's own key differs, and it does not compare the answer's.
TEST(TransparencyLineTest, AWebSocketPassesThrough) {
  if (!HasWebSockets()) GTEST_SKIP() << "this libcurl is built without WebSockets";
  const SpanCatcher spans;
  Noticed noticed[2];
  for (const bool traced : {false, true}) {
    std::string head;
    {
      const ScriptedServer server([&](ScriptedServer::Peer& peer) {
        head = peer.ReadUntil("\r\n\r\n").value_or("");
        peer.Send(
            "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"
            "\r\n\x81\x05hello");
        peer.HalfClose();
        peer.ReadToEnd();
      });
      const std::string url = "ws://127.0.0.1:" + std::to_string(server.port()) + "/x";
      noticed[traced ? 1 : 0] = Notice(traced, url, [](Easy&) {});
    }
    EXPECT_THAT(head, HasSubstr("Upgrade: websocket"));
    EXPECT_THAT(head, Not(HasSubstr("traceparent")));
    noticed[traced ? 1 : 0].wire = {WithoutChance(head)};
  }
  ExpectSame(noticed[0], noticed[1], "");
  EXPECT_THAT(::testing::PrintToString(noticed[1]), HasSubstr("body hello"));
  EXPECT_TRUE(spans.Finished().empty());
}

}  // namespace
}  // namespace otelwrap::curl
