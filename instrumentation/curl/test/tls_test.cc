// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A real nginx with a certificate of its own: the TLS handshake as a phase, HTTP/2, and a handshake
// that fails.

#include <otelwrap/curl/multi.h>

#include "tls_server.h"

namespace otelwrap::curl {
namespace {

using ::testing::ElementsAre;
using namespace otelwrap::testing;  // NOLINT(google-build-using-namespace): matchers

TEST_F(TlsTest, ACertificateThatNobodyTrusts) {
  Easy request = MakeEasy(Url());
  EXPECT_EQ(request.Perform(), CURLE_PEER_FAILED_VERIFICATION);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, FailedWith("peer_failed_verification"));
  EXPECT_THAT(ChildrenOf(spans_.Finished(), span),
              ElementsAre(Succeeded(), Succeeded(),
                          AllOf(SpanNamed("TLS client handshake localhost"),
                                FailedWith("peer_failed_verification"))));
}

TEST_F(TlsTest, AServerThatSpeaksNoTls) {
  HttpStub plain;
  Easy request = MakeEasy("https://localhost:" + std::to_string(plain.port()) + "/x");
  request.SetOpt(CURLOPT_TIMEOUT_MS, 500);  // the stub waits for more of what is no HTTP
  EXPECT_NE(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Named("TLS client handshake localhost"), HasStatus(Status::kError));
}

TEST_F(TlsTest, AHandshakeThatHangs) {
  nginx_->Freeze();
  Easy request = MakeEasy(Url());
  request.SetOpt(CURLOPT_TIMEOUT_MS, 300);
  EXPECT_EQ(request.Perform(), CURLE_OPERATION_TIMEDOUT);
  nginx_->Thaw();
  EXPECT_THAT(spans_.Named("GET"), FailedWith("operation_timedout"));
  EXPECT_THAT(spans_.Named("TLS client handshake localhost"), FailedWith("timeout"));
}

TEST_F(TlsTest, AHandshakeIsAPhaseOfANewConnectionOnly) {
  Easy request = MakeEasy(Url());
  request.SetOpt(CURLOPT_CAINFO, nginx_->folder() + "/cert.pem");
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, AttributesAre({{"http.request.method", "GET"},
                                   {"server.address", "localhost"},
                                   {"server.port", nginx_->port()},
                                   {"url.full", Url()},
                                   {"http.response.status_code", 200},
                                   {"network.protocol.version", "2"},
                                   {"network.peer.address", "127.0.0.1"},
                                   {"network.peer.port", nginx_->port()}}));
  const auto phases = ChildrenOf(spans_.Finished(), span);
  ASSERT_THAT(
      phases,
      ElementsAre(SpanNamed("DNS lookup localhost"),
                  SpanNamed(::testing::StartsWith("socket connect 127.0.0.1:")),
                  AllOf(SpanNamed("TLS client handshake localhost"), IsInternal(), Succeeded(),
                        AttributesAre({{"server.address", "localhost"},
                                       {"tls.protocol.name", "tls"},
                                       {"tls.protocol.version", "1.3"},
                                       {"tls.cipher", Text(::testing::StartsWith("TLS_"))},
                                       {"tls.resumed", false}}))));
  // One after the other, and within their parent (a wall clock counts whole ticks).
  const auto tick = std::chrono::milliseconds(1);
  EXPECT_LE(phases[0].start_time, phases[1].start_time);
  EXPECT_LE(phases[1].start_time, phases[2].start_time);
  EXPECT_GE(phases[0].start_time + tick, span.start_time);
  EXPECT_LE(phases[2].end_time(), span.end_time() + tick);

  spans_.Clear();
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("GET")));
}

TEST_F(TlsTest, EachHopOverHttp2HasItsOwnContextInTheServersLog) {
  const std::string base = "https://localhost:" + std::to_string(nginx_->port());
  Easy request = Trusting(base + "/moved");
  request.SetOpt(CURLOPT_FOLLOWLOCATION, 1);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  std::vector<Span> hops;
  for (const Span& span : spans_.Finished()) {
    if (span.kind == SpanKind::kClient) hops.push_back(span);
  }
  ASSERT_EQ(hops.size(), 2U);
  EXPECT_THAT(hops[1], ::testing::AllOf(HasAttribute("http.request.resend_count", 1),
                                        HasAttribute("network.protocol.version", "2"),
                                        HasAttribute("url.full", base + "/x")));
  EXPECT_THAT(ChildrenOf(spans_.Finished(), hops[1]), ::testing::IsEmpty());
  EXPECT_THAT(LogLines(2), ElementsAre("GET /moved HTTP/2.0 " + TraceparentOf(hops[0]),
                                       "GET /x HTTP/2.0 " + TraceparentOf(hops[1])));
}

TEST_F(TlsTest, ManyStreamsOfOneConnectionAreSpansOfTheirOwn) {
  constexpr size_t kStreams = 50;
  Multi multi;
  std::vector<Easy> requests;
  for (size_t i = 0; i < kStreams; ++i) {
    requests.push_back(Trusting(Url()));
    requests.back().SetOpt(CURLOPT_PIPEWAIT, 1);
    multi.Add(requests.back());
  }
  int running = 1;
  while (running > 0) {
    curl_multi_perform(multi, &running);
    if (running > 0) curl_multi_poll(multi, nullptr, 0, 100, nullptr);
  }
  int left = 0;
  while (multi.InfoRead(&left) != nullptr) {
  }
  std::vector<Span> transfers;
  std::vector<std::string> phases;
  for (const Span& span : spans_.Finished()) {
    if (span.kind == SpanKind::kClient) {
      transfers.push_back(span);
    } else {
      phases.push_back(span.name.substr(0, span.name.find(" localhost")));
    }
  }
  ASSERT_EQ(transfers.size(), kStreams);
  // The one that made the connection has its phases, in its own time; the others have none.
  EXPECT_THAT(phases, ElementsAre("DNS lookup",
                                  "socket connect 127.0.0.1:" + std::to_string(nginx_->port()),
                                  "TLS client handshake"));
  std::vector<std::string> sent;
  for (const Span& span : transfers) {
    EXPECT_THAT(span, AllOf(Succeeded(), HasAttribute("network.protocol.version", "2"),
                            HasAttribute("http.response.status_code", 200)));
    sent.push_back("GET /x HTTP/2.0 " + TraceparentOf(span));
  }
  EXPECT_THAT(LogLines(kStreams), ::testing::UnorderedElementsAreArray(sent));
}

TEST_F(TlsTest, AnAddressHasNoLookup) {
  Easy request = Trusting("https://127.0.0.1:" + std::to_string(nginx_->port()) + "/x");
  request.SetOpt(CURLOPT_SSL_VERIFYHOST, 0);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(ChildrenOf(spans_.Finished(), spans_.Named("GET")),
              ElementsAre(SpanNamed("socket connect 127.0.0.1:" + std::to_string(nginx_->port())),
                          SpanNamed("TLS client handshake 127.0.0.1")));
}

TEST_F(TlsTest, ASecondConnectionResumesTheSession) {
  Easy request = Trusting(Url());
  request.SetOpt(CURLOPT_FORBID_REUSE, 1);
  for (const bool resumed : {false, true}) {
    spans_.Clear();
    ASSERT_EQ(request.Perform(), CURLE_OK);
    EXPECT_THAT(spans_.Named("TLS client handshake localhost"),
                HasAttribute("tls.resumed", resumed));
  }
}

TEST_F(TlsTest, TheVersionIsTheConnections) {
  Easy request = Trusting(Url());
  request.SetOpt(CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_MAX_TLSv1_2));
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Named("TLS client handshake localhost"),
              HasAttribute("tls.protocol.version", "1.2"));
}

TEST_F(TlsTest, AUnixSocketHasNoLookupAndNoPort) {
  Easy request = MakeEasy("http://localhost/x");
  const std::string path = nginx_->folder() + "/socket";
  request.SetOpt(CURLOPT_UNIX_SOCKET_PATH, path);
  ASSERT_EQ(request.Perform(), CURLE_OK);
  const Span span = spans_.Named("GET");
  EXPECT_THAT(span, AllOf(Succeeded(), AttributesAre({{"http.request.method", "GET"},
                                                      {"server.address", "localhost"},
                                                      {"server.port", 80},
                                                      {"url.full", "http://localhost/x"},
                                                      {"http.response.status_code", 200},
                                                      {"network.protocol.version", "1.1"},
                                                      {"network.peer.address", path}})));
  EXPECT_THAT(ChildrenOf(spans_.Finished(), span),
              ElementsAre(AllOf(
                  SpanNamed("socket connect " + path), Succeeded(),
                  AttributesAre({{"network.peer.address", path}, {"network.transport", "unix"}}))));
  spans_.Clear();
  ASSERT_EQ(request.Perform(), CURLE_OK);
  EXPECT_THAT(spans_.Finished(), ElementsAre(SpanNamed("GET")));
}

}  // namespace
}  // namespace otelwrap::curl
