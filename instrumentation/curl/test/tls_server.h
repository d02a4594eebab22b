// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A real nginx with a certificate of its own, for tests of what goes over TLS: HTTP/1.1 and HTTP/2
// on a port, plain HTTP on a Unix socket. It logs each request with its traceparent.

#pragma once

#include <otelwrap/testing/server_process.h>

#include <chrono>
#include <fstream>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "fixture.h"

namespace otelwrap::curl {

inline void MakeCertificate(const std::string& folder) {
  if (!testing::RunProgram(
          testing::FindProgram("openssl"),
          {"req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes",
           "-days", "2", "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
           "-keyout", folder + "/key.pem", "-out", folder + "/cert.pem"},
          folder + "/openssl.log")) {
    throw std::runtime_error("openssl made no certificate");
  }
}

enum class NginxListens { kTcp, kQuicToo };

inline void WriteNginxConfiguration(const std::string& folder, uint16_t port,
                                    NginxListens listens) {
  const bool quic = listens == NginxListens::kQuicToo;
  std::ofstream file(folder + "/nginx.conf");
  file << "daemon off; master_process off; pid nginx.pid; error_log stderr;\n"
          "events {}\n"
          "http { log_format hops '$request_method $request_uri $server_protocol"
          " $http_traceparent';\n"
          "  access_log hops.log hops; client_body_temp_path tmp; proxy_temp_path tmp;\n"
          "  fastcgi_temp_path tmp; uwsgi_temp_path tmp; scgi_temp_path tmp;\n"
          "  server { listen 127.0.0.1:"
       << port << " ssl; http2 on; server_name localhost;\n"
       << (quic ? "    http3 on; listen 127.0.0.1:" + std::to_string(port) + " quic;\n" : "")
       << "    ssl_certificate cert.pem; ssl_certificate_key key.pem;\n"
          "    location /moved { return 302 /x; }\n"
          "    location /big { root "
       << folder
       << "; }\n"
          "    location / { return 200 'hello'; } }\n"
          "  server { listen unix:"
       << folder << "/socket; location / { return 200 'hello'; } } }\n";
}

inline testing::ServerSpec NginxWithTls(const std::string& folder, uint16_t port,
                                        NginxListens listens = NginxListens::kTcp) {
  MakeCertificate(folder);
  WriteNginxConfiguration(folder, port, listens);
  std::ofstream(folder + "/big") << std::string(4 << 20, 'b');
  testing::ServerSpec spec;
  spec.program = "nginx";
  spec.arguments = {"-p", folder + "/", "-c", "nginx.conf", "-e", "stderr"};
  return spec;
}

class TlsTest : public CurlTest {
 protected:
  void SetUp() override {
    CurlTest::SetUp();
    if (testing::FindProgram("nginx").empty() || testing::FindProgram("openssl").empty()) {
      GTEST_SKIP() << "needs the Debian packages nginx-light and openssl";
    }
    nginx_ = std::make_unique<testing::ServerProcess>(
        [](const std::string& folder, uint16_t port) { return NginxWithTls(folder, port); });
  }
  // "GET /moved HTTP/2.0 <traceparent>", as the server saw it. Logged when the request is over.
  std::vector<std::string> LogLines(size_t count) const {
    std::vector<std::string> lines;
    for (int i = 0; i < 100 && lines.size() < count; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(i > 0 ? 20 : 0));
      lines.clear();
      std::ifstream file(nginx_->folder() + "/hops.log");
      for (std::string line; std::getline(file, line);) lines.push_back(line);
    }
    return lines;
  }
  std::string Certificate() const { return nginx_->folder() + "/cert.pem"; }
  Easy Trusting(const std::string& url,
                std::shared_ptr<const Instrumentation> instrumentation = nullptr) const {
    Easy request = MakeEasy(url, std::move(instrumentation));
    request.SetOpt(CURLOPT_CAINFO, Certificate());
    return request;
  }

  std::string Url(const std::string& target = "/x") const {
    return "https://localhost:" + std::to_string(nginx_->port()) + target;
  }

  std::unique_ptr<testing::ServerProcess> nginx_;
};

}  // namespace otelwrap::curl
