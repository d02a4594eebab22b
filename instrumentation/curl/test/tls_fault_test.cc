// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Faults in the TLS handshake and over TLS, with a real server.

#include "fault.h"
#include "newer_libcurl.h"
#include "tls_server.h"

namespace otelwrap::curl {
namespace {

using ::testing::AnyOf;
using ::testing::ElementsAre;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

constexpr char kOrigin[] = "https://localhost";
const std::string kLookup = "DNS lookup localhost";
const std::string kConnect = "socket connect";
const std::string kHandshake = "TLS client handshake localhost";

// OpenSSL's own server, for what nginx can't be told to do.
ServerProcess::MakeSpec OpenSslServer(std::vector<std::string> more) {
  return [more = std::move(more)](const std::string& folder, uint16_t port) {
    MakeCertificate(folder);
    ServerSpec spec;
    spec.program = "openssl";
    spec.arguments = {"s_server",
                      "-accept",
                      "127.0.0.1:" + std::to_string(port),
                      "-key",
                      folder + "/key.pem",
                      "-cert",
                      folder + "/cert.pem",
                      "-www"};
    spec.arguments.insert(spec.arguments.end(), more.begin(), more.end());
    return spec;
  };
}

class TlsFaultTest : public FaultTest {
 protected:
  void SetUp() override {
    FaultTest::SetUp();
    if (FindProgram("nginx").empty() || FindProgram("openssl").empty()) {
      GTEST_SKIP() << "needs the Debian packages nginx-light and openssl";
    }
  }
  void StartNginx() {
    server_process_ = std::make_unique<ServerProcess>(
        [](const std::string& folder, uint16_t port) { return NginxWithTls(folder, port); });
  }
  void StartOpenSsl(std::vector<std::string> more) {
    server_process_ = std::make_unique<ServerProcess>(OpenSslServer(std::move(more)));
  }
  void Trust(Easy& easy) const {
    easy.SetOpt(CURLOPT_CAINFO, server_process_->folder() + "/cert.pem");
    easy.SetOpt(CURLOPT_IPRESOLVE, static_cast<long>(CURL_IPRESOLVE_V4));
  }
  CURLcode ThroughTls(const Arrange& arrange, const Set& set = {}) {
    return Through(
        server_process_->port(), arrange,
        [&](Easy& easy) {
          Trust(easy);
          if (set) set(easy);
        },
        kOrigin);
  }
  // A handshake that failed so, after a lookup and a connect that did not. A peer is not told by
  // libcurl 8.14 where the handshake timed out.
  void ExpectFailedHandshake(const std::string& error, const std::string& of_phase) {
    const Span span = spans_.Named("GET");
    EXPECT_THAT(span, AllOf(FailedWith(error), LacksAttribute("http.response.status_code")));
    EXPECT_THAT(metrics_.Named("http.client.request.duration"), HasAttribute("error.type", error));
    EXPECT_THAT(Parts(span), AnyOf(ElementsAre(kLookup, kConnect, kHandshake + '!' + of_phase),
                                   ElementsAre(kLookup, kHandshake + '!' + of_phase)));
  }
  static void Nothing(TcpGate&) {}

  std::unique_ptr<ServerProcess> server_process_;
};

TEST_F(TlsFaultTest, AResetInTheFirstMessage) {
  StartNginx();
  EXPECT_EQ(ThroughTls([](TcpGate& gate) { gate.ResetAfter(TcpGate::kToServer, 50); }),
            CURLE_SSL_CONNECT_ERROR);
  ExpectFailure("ssl_connect_error", Peer(), kOrigin);
  ExpectFailedHandshake("ssl_connect_error", "ssl_connect_error");
}

TEST_F(TlsFaultTest, AResetInTheServersMessages) {
  StartNginx();
  EXPECT_EQ(ThroughTls([](TcpGate& gate) { gate.ResetAfter(TcpGate::kToClient, 100); }),
            CURLE_SSL_CONNECT_ERROR);
  ExpectFailedHandshake("ssl_connect_error", "ssl_connect_error");
}

TEST_F(TlsFaultTest, AnEndInTheServersMessages) {
  StartNginx();
  EXPECT_EQ(ThroughTls([](TcpGate& gate) { gate.CutAfter(TcpGate::kToClient, 100); }),
            CURLE_SSL_CONNECT_ERROR);
  ExpectFailedHandshake("ssl_connect_error", "ssl_connect_error");
}

TEST_F(TlsFaultTest, AHandshakeThatStallsOrTricklesUntilTheTimeout) {
  StartNginx();
  const auto impatient = [](Easy& easy) { easy.SetOpt(CURLOPT_TIMEOUT_MS, 400); };
  EXPECT_EQ(ThroughTls([](TcpGate& gate) { gate.Hold(TcpGate::kToClient); }, impatient),
            CURLE_OPERATION_TIMEDOUT);
  ExpectFailedHandshake("operation_timedout", "timeout");
  spans_.Clear();
  const auto trickle = [](TcpGate& gate) {
    gate.Throttle(TcpGate::kToClient, 1, std::chrono::milliseconds(20));
  };
  EXPECT_EQ(ThroughTls(trickle, impatient), CURLE_OPERATION_TIMEDOUT);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, FailedWith("operation_timedout"));
  EXPECT_EQ(Parts(span).back(), kHandshake + "!timeout");
}

TEST_F(TlsFaultTest, ACertificateOfAnotherHost) {
  StartNginx();
  const auto another = [&](Easy& easy) {
    easy.SetOpt(CURLOPT_URL, "https://127.0.0.1:" + std::to_string(gate_port_) + "/x");
  };
  EXPECT_EQ(ThroughTls(Nothing, another), CURLE_PEER_FAILED_VERIFICATION);
  const Span span = ExpectFailure("peer_failed_verification", Peer(), "https://127.0.0.1");
  EXPECT_THAT(Parts(span), ElementsAre(kConnect,
                                       "TLS client handshake 127.0.0.1!"
                                       "peer_failed_verification"));
}

TEST_F(TlsFaultTest, AKeyThatIsNotTheOneExpected) {
  StartNginx();
  const auto pinned = [](Easy& easy) {
    easy.SetOpt(CURLOPT_PINNEDPUBLICKEY, "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
  };
  EXPECT_EQ(ThroughTls(Nothing, pinned), CURLE_SSL_PINNEDPUBKEYNOTMATCH);
  ExpectFailedHandshake("ssl_pinnedpubkeynotmatch", "ssl_pinnedpubkeynotmatch");
}

TEST_F(TlsFaultTest, NoVersionInCommon) {
  StartOpenSsl({"-tls1_2"});
  const auto newer = [](Easy& easy) {
    easy.SetOpt(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_3));
  };
  EXPECT_EQ(ThroughTls(Nothing, newer), CURLE_SSL_CONNECT_ERROR);
  ExpectFailure("ssl_connect_error", Peer(), kOrigin);
  ExpectFailedHandshake("ssl_connect_error", "ssl_connect_error");
}

TEST_F(TlsFaultTest, ACertificateOfTheClientsThatIsMissing) {
  StartOpenSsl({"-Verify", "1", "-verify_return_error", "-tls1_2"});
  EXPECT_EQ(ThroughTls(Nothing), CURLE_SSL_CONNECT_ERROR);
  ExpectFailedHandshake("ssl_connect_error", "ssl_connect_error");
}

// In TLS 1.3 the client's handshake is over before the server has seen what it was sent.
TEST_F(TlsFaultTest, ACertificateOfTheClientsThatIsMissedAfterTheHandshake) {
  StartOpenSsl({"-Verify", "1", "-verify_return_error", "-tls1_3"});
  const CURLcode result = ThroughTls(Nothing);
  EXPECT_THAT(result, AnyOf(CURLE_RECV_ERROR, newer::kSslClientCert));
  const std::string error = result == CURLE_RECV_ERROR ? "recv_error" : "ssl_clientcert";
  const Span span = ExpectFailure(error, Peer(), kOrigin);
  EXPECT_THAT(Parts(span), ElementsAre(kLookup, kConnect, kHandshake, "HTTP wait!" + error));
}

// The client says something too while it reads (a window's update): which of both meets the reset
// is chance.
TEST_F(TlsFaultTest, AResetInTheBodyOverHttp2) {
  StartNginx();
  either_side_ = true;
  const auto big = [&](Easy& easy) {
    easy.SetOpt(CURLOPT_URL, std::string(kOrigin) + ':' + std::to_string(gate_port_) + "/big");
  };
  const CURLcode result =
      ThroughTls([](TcpGate& gate) { gate.ResetAfter(TcpGate::kToClient, 1000000); }, big);
  const std::string error = result == CURLE_RECV_ERROR ? "recv_error" : "send_error";
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, AllOf(FailedWith(error), HasAttribute("http.response.status_code", 200),
                          HasAttribute("network.protocol.version", "2")));
  EXPECT_THAT(Parts(span),
              ElementsAre(kLookup, kConnect, kHandshake, "HTTP wait", "HTTP receive!" + error));
}

}  // namespace
}  // namespace otelwrap::curl
