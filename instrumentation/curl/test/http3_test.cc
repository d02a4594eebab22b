// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// HTTP/3 with a real nginx, where libcurl and nginx are built with it.

#include "tls_server.h"

namespace otelwrap::curl {
namespace {

using ::testing::AllOf;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

bool HasHttp3() { return (curl_version_info(CURLVERSION_NOW)->features & CURL_VERSION_HTTP3) != 0; }

bool NginxHasHttp3(const std::string& log) {
  RunProgram(FindProgram("nginx"), {"-V"}, log);
  std::ifstream file(log);
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  return text.find("http_v3_module") != std::string::npos;
}

class Http3Test : public TlsTest {
 protected:
  void SetUp() override {
    if (!HasHttp3()) GTEST_SKIP() << "this libcurl is built without HTTP/3";
    TlsTest::SetUp();
    if (nginx_ == nullptr) return;
    if (!NginxHasHttp3(nginx_->folder() + "/version.log")) {
      GTEST_SKIP() << "this nginx is built without HTTP/3";
    }
    nginx_ = std::make_unique<ServerProcess>([](const std::string& folder, uint16_t port) {
      return NginxWithTls(folder, port, NginxListens::kQuicToo);
    });
  }
  Easy OverQuic(const std::string& target) const {
    Easy request = Trusting(Url(target));
    request.SetOpt(CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_3ONLY));
    request.SetOpt(CURLOPT_IPRESOLVE, static_cast<long>(CURL_IPRESOLVE_V4));
    request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
    return request;
  }
  // On a machine with much to do, a handshake over UDP is now and then given up, or not gone on
  // with.
  void PerformPatiently(const std::string& target) {
    CURLcode result = CURLE_COULDNT_CONNECT;
    const auto is_chance = [&] {
      return result == CURLE_COULDNT_CONNECT || result == CURLE_OPERATION_TIMEDOUT;
    };
    for (int i = 0; i < 10 && is_chance(); ++i) {
      spans_.Clear();
      ++attempts_;
      result = OverQuic(target).Perform();
    }
    ASSERT_EQ(result, CURLE_OK);
  }
  std::vector<Span> Hops() const {
    std::vector<Span> hops;
    for (const Span& span : spans_.Finished()) {
      if (span.kind == SpanKind::kClient) hops.push_back(span);
    }
    return hops;
  }

  size_t attempts_ = 0;
};

TEST_F(Http3Test, ACertificateThatNobodyTrusts) {
  Easy request = OverQuic("/x");
  request.SetOpt(CURLOPT_CAINFO, nullptr);
  const CURLcode result = request.Perform();
  EXPECT_THAT(result, ::testing::AnyOf(CURLE_PEER_FAILED_VERIFICATION, CURLE_QUIC_CONNECT_ERROR));
  const Span span = spans_.Named("GET");
  const std::string error =
      result == CURLE_QUIC_CONNECT_ERROR ? "quic_connect_error" : "peer_failed_verification";
  EXPECT_THAT(span, FailedWith(error));
  const auto phases = ChildrenOf(spans_.Finished(), span);
  ASSERT_FALSE(phases.empty());
  EXPECT_THAT(phases.back(), AllOf(SpanNamed("TLS client handshake localhost"), FailedWith(error)));
}

TEST_F(Http3Test, NobodyThere) {
  Easy request = OverQuic("/x");
  request.SetOpt(CURLOPT_TIMEOUT_MS, 2000);
  nginx_->Stop();
  const CURLcode result = request.Perform();
  EXPECT_THAT(result, ::testing::AnyOf(CURLE_COULDNT_CONNECT, CURLE_OPERATION_TIMEDOUT));
  const Span span = spans_.Named("GET");
  EXPECT_THAT(
      span, FailedWith(result == CURLE_COULDNT_CONNECT ? "couldnt_connect" : "operation_timedout"));
  const auto phases = ChildrenOf(spans_.Finished(), span);
  ASSERT_FALSE(phases.empty());
  EXPECT_THAT(phases.back(), AllOf(SpanNamed(::testing::StartsWith("socket connect ")),
                                   HasStatus(Status::kError)));
}

TEST_F(Http3Test, EachHopHasItsOwnContextAndTheHandshakeIsToldOnce) {
  PerformPatiently("/moved");
  const auto hops = Hops();
  ASSERT_EQ(hops.size(), 2U);
  EXPECT_THAT(hops[0], AllOf(Succeeded(), AttributesAre({{"http.request.method", "GET"},
                                                         {"server.address", "localhost"},
                                                         {"server.port", nginx_->port()},
                                                         {"url.full", Url("/moved")},
                                                         {"http.response.status_code", 302},
                                                         {"network.protocol.version", "3"},
                                                         {"network.peer.address", "127.0.0.1"},
                                                         {"network.peer.port", nginx_->port()}})));
  EXPECT_THAT(hops[1], AllOf(Succeeded(), HasAttribute("http.request.resend_count", 1),
                             HasAttribute("network.protocol.version", "3")));
  const auto phases = ChildrenOf(spans_.Finished(), hops[0]);
  ASSERT_GE(phases.size(), 2U);
  EXPECT_THAT(phases.front(), SpanNamed("DNS lookup localhost"));
  EXPECT_THAT(phases.back(), AllOf(SpanNamed("TLS client handshake localhost"), Succeeded(),
                                   HasAttribute("tls.protocol.name", "tls")));
  if (phases.size() == 3) {  // libcurl 8.14 does not always tell when the connect was done
    EXPECT_THAT(
        phases[1],
        AllOf(SpanNamed("socket connect 127.0.0.1:" + std::to_string(nginx_->port())), Succeeded(),
              AttributesAre({{"network.peer.address", "127.0.0.1"},
                             {"network.peer.port", nginx_->port()},
                             {"network.transport", "quic"},
                             {"network.type", "ipv4"}})));
  }
  EXPECT_THAT(ChildrenOf(spans_.Finished(), hops[1]), ::testing::IsEmpty());
  // An attempt that was given up may have lines of its own.
  EXPECT_THAT(LogLines(2 * attempts_),
              AllOf(::testing::Contains("GET /moved HTTP/3.0 " + TraceparentOf(hops[0])),
                    ::testing::Contains("GET /x HTTP/3.0 " + TraceparentOf(hops[1]))));
}

}  // namespace
}  // namespace otelwrap::curl
