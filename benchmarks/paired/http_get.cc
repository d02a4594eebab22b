// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// GET /item.txt, 1,024 bytes read to the end, from nginx in one process and without a log.

#include <curl/curl.h>
#include <otelwrap/curl/easy.h>
#include <otelwrap/testing/server_process.h>
#include <sys/stat.h>

#include <fstream>
#include <stdexcept>
#include <string>

#include "paired/scenario.h"

namespace otelwrap::benchmarks {
namespace {

constexpr size_t kBodySize = 1024;

void WriteConfiguration(const std::string& folder, uint16_t port) {
  std::ofstream file(folder + "/nginx.conf");
  file << "daemon off;\nmaster_process off;\npid " << folder << "/nginx.pid;\n"
       << "error_log stderr error;\nevents {}\nhttp {\n  access_log off;\n"
       << "  default_type text/plain;\n"
       << "  keepalive_requests 1000000000;\n  keepalive_timeout 1h;\n";
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    file << "  " << kind << "_temp_path " << folder << "/" << kind << ";\n";
  }
  file << "  server {\n    listen 127.0.0.1:" << port << ";\n    root " << folder
       << "/www;\n  }\n}\n";
}

testing::ServerSpec Nginx(const std::string& folder, uint16_t port) {
  // nginx may give up root for a user of its own, which must be able to read the site.
  const std::string site = folder + "/www";
  chmod(folder.c_str(), 0755);
  mkdir(site.c_str(), 0755);
  std::ofstream(site + "/item.txt") << std::string(kBodySize, 'x');
  WriteConfiguration(folder, port);
  testing::ServerSpec spec;
  spec.program = "nginx";
  spec.arguments = {"-p", folder, "-e", "stderr", "-c", folder + "/nginx.conf"};
  return spec;
}

size_t CountBody(char*, size_t size, size_t count, void* total) {
  *static_cast<size_t*>(total) += size * count;
  return size * count;
}

class HttpSession final : public Session {
 public:
  HttpSession() : server_(Nginx), bare_(curl_easy_init(), curl_easy_cleanup) {
    const std::string url = "http://127.0.0.1:" + std::to_string(server_.port()) + "/item.txt";
    curl_easy_setopt(bare_.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(bare_.get(), CURLOPT_WRITEFUNCTION, CountBody);
    curl_easy_setopt(bare_.get(), CURLOPT_WRITEDATA, &received_);
    traced_.SetOpt(CURLOPT_URL, url.c_str());
    traced_.SetOpt(CURLOPT_WRITEFUNCTION, CountBody);
    traced_.SetOpt(CURLOPT_WRITEDATA, &received_);
  }

  void Bare() override {
    received_ = 0;
    Check(curl_easy_perform(bare_.get()), bare_.get());
  }

  void Traced() override {
    received_ = 0;
    Check(traced_.Perform(), traced_.get());
  }

 private:
  void Check(CURLcode result, CURL* handle) const {
    if (result != CURLE_OK) throw std::runtime_error(curl_easy_strerror(result));
    long status = 0;  // NOLINT(google-runtime-int): libcurl's type
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200 || received_ != kBodySize) {
      throw std::runtime_error("status " + std::to_string(status) + " with " +
                               std::to_string(received_) + " bytes");
    }
  }

  testing::ServerProcess server_;
  size_t received_ = 0;
  std::unique_ptr<CURL, void (*)(CURL*)> bare_;
  curl::Easy traced_;
};

std::string Missing() {
  if (!testing::FindProgram("nginx").empty()) return {};
  return "nginx is not installed (Debian package nginx-light)";
}

}  // namespace

Scenario HttpGet() {
  return {"http-get", Missing, [] { return std::make_unique<HttpSession>(); }};
}

}  // namespace otelwrap::benchmarks
