// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// GET /item.txt, 1,024 bytes read to the end, from nginx in one process and without a log.

#include <curl/curl.h>
#include <otelwrap/curl/easy.h>
#include <otelwrap/testing/server_process.h>

#include <memory>
#include <stdexcept>
#include <string>

#include "by_hand/curl.h"
#include "harness/nginx.h"
#include "paired/scenario.h"

namespace otelwrap::benchmarks {
namespace {

size_t CountBody(char*, size_t size, size_t count, void* total) {
  *static_cast<size_t*>(total) += size * count;
  return size * count;
}

class HttpSession final : public Session {
 public:
  HttpSession()
      : server_(Nginx),
        url_("http://127.0.0.1:" + std::to_string(server_.port()) + "/item.txt"),
        bare_(curl_easy_init(), curl_easy_cleanup),
        hand_(url_),
        by_hand_(hand_, url_) {
    curl_easy_setopt(bare_.get(), CURLOPT_URL, url_.c_str());
    for (CURL* handle : {bare_.get(), hand_.handle()}) {
      curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, CountBody);
      curl_easy_setopt(handle, CURLOPT_WRITEDATA, &received_);
    }
    traced_.SetOpt(CURLOPT_URL, url_.c_str());
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

  void ByHand() override {
    received_ = 0;
    Check(by_hand_.Perform(), hand_.handle());
  }

 private:
  void Check(CURLcode result, CURL* handle) const {
    if (result != CURLE_OK) throw std::runtime_error(curl_easy_strerror(result));
    long status = 0;  // NOLINT(google-runtime-int): libcurl's type
    curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
    if (status != 200 || received_ != kNginxBodySize) {
      throw std::runtime_error("status " + std::to_string(status) + " with " +
                               std::to_string(received_) + " bytes");
    }
  }

  testing::ServerProcess server_;
  const std::string url_;
  size_t received_ = 0;
  std::unique_ptr<CURL, void (*)(CURL*)> bare_;
  curl::Easy traced_;
  CurlClientWithHeader hand_;
  CurlByHand by_hand_;
};

}  // namespace

Scenario HttpGet() {
  return {"http-get", MissingNginx, [] { return std::make_unique<HttpSession>(); }, true};
}

}  // namespace otelwrap::benchmarks
