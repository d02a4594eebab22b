// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A transfer over a line that misbehaves: bare and then traced, each through a gate of its own with
// the same fault. The result must be the same; what the traced one is told as is the test's to say.

#pragma once

#include <otelwrap/testing/tcp_gate.h>

#include <functional>
#include <string>
#include <vector>

#include "fixture.h"

namespace otelwrap::curl {

// One that is told as sending, waiting and receiving too.
inline std::shared_ptr<const Instrumentation> TellingAll() {
  Options options;
  options.exchange_phases = true;
  return MakeInstrumentation(std::move(options));
}

// "socket connect", "HTTP wait!timeout": the parts of a request and what became of them, without
// host and port, and without a sending that went well, which libcurl does not always tell where the
// answer came at once. Each must be INTERNAL, and an error on both status and error.type, or on
// neither.
inline std::vector<std::string> PartsOf(const std::vector<testing::Span>& spans,
                                        const testing::Span& request) {
  std::vector<std::string> parts;
  for (const testing::Span& part : testing::ChildrenOf(spans, request)) {
    const auto error = part.attributes.find("error.type");
    const bool failed = error != part.attributes.end();
    EXPECT_EQ(part.kind, testing::SpanKind::kInternal) << part.name;
    EXPECT_EQ(part.status, failed ? testing::Status::kError : testing::Status::kUnset) << part.name;
    EXPECT_GE(part.duration.count(), 0) << part.name;
    const bool is_connect = part.name.rfind("socket connect ", 0) == 0;
    std::string name = is_connect ? "socket connect" : part.name;
    if (name == "HTTP send" && !failed) continue;
    if (failed) name += '!' + std::get<std::string>(error->second.variant());
    parts.push_back(std::move(name));
  }
  return parts;
}

class FaultTest : public CurlTest {
 protected:
  using Arrange = std::function<void(testing::TcpGate&)>;
  using Set = std::function<void(Easy&)>;

  // Through a gate to that port, whose fault is arranged before the transfer. `origin` is scheme
  // and host. Returns the result, which is that of the bare transfer as well.
  CURLcode Through(uint16_t server_port, const Arrange& arrange, const Set& set = {},
                   const std::string& origin = "http://127.0.0.1") {
    CURLcode results[2] = {};
    for (const bool traced : {false, true}) {
      testing::TcpGate gate(server_port);
      arrange(gate);
      gate_port_ = gate.port();
      Easy request = MakeEasy(origin + ':' + std::to_string(gate_port_) + "/x", TellingAll());
      if (set) set(request);
      results[traced ? 1 : 0] = traced ? request.Perform() : curl_easy_perform(request);
      const char* peer = nullptr;
      curl_easy_getinfo(request.get(), CURLINFO_PRIMARY_IP, &peer);
      tells_peer_ = peer != nullptr && *peer != '\0';
    }
    if (either_side_) {
      for (CURLcode& result : results) {
        EXPECT_THAT(result, ::testing::AnyOf(CURLE_SEND_ERROR, CURLE_RECV_ERROR));
      }
      return results[1];
    }
    EXPECT_EQ(results[0], results[1]) << "bare and traced";
    return results[1];
  }

  // The only request's span: exactly these attributes beside what every request through the gate
  // has, the same error on its metric, no description.
  testing::Span ExpectFailure(const std::string& error_type,
                              std::vector<testing::ExpectedAttribute> others,
                              const std::string& origin = "http://127.0.0.1") {
    const testing::Span span = spans_.Named("GET");
    others.emplace_back("http.request.method", "GET");
    others.emplace_back("server.address", origin.substr(origin.find("//") + 2));
    others.emplace_back("server.port", gate_port_);
    others.emplace_back("url.full", origin + ':' + std::to_string(gate_port_) + "/x");
    others.emplace_back("error.type", error_type);
    EXPECT_THAT(span, AllOf(testing::IsClient(), testing::IsRootSpan(),
                            testing::HasStatus(testing::Status::kError, ""),
                            testing::AttributesAre(std::move(others))));
    EXPECT_THAT(metrics_.Named("http.client.request.duration"),
                AllOf(testing::HasCount(1), testing::HasAttribute("error.type", error_type)));
    EXPECT_EQ(spans_.Unfinished(), 0U);
    return span;
  }
  // libcurl 8.14 does not tell it where the TLS handshake failed.
  std::vector<testing::ExpectedAttribute> Peer() const {
    if (!tells_peer_) return {};
    return {{"network.peer.address", "127.0.0.1"}, {"network.peer.port", gate_port_}};
  }
  // What is there beside the peer once the answer's status line was read.
  std::vector<testing::ExpectedAttribute> PeerAndAnswer(int status) const {
    auto attributes = Peer();
    attributes.emplace_back("http.response.status_code", status);
    attributes.emplace_back("network.protocol.version", "1.1");
    return attributes;
  }
  std::vector<std::string> Parts(const testing::Span& request) const {
    return PartsOf(spans_.Finished(), request);
  }

  uint16_t gate_port_ = 0;
  bool tells_peer_ = false;
  // Whether a reset may be met in sending or in receiving: that is chance.
  bool either_side_ = false;
};

}  // namespace otelwrap::curl
