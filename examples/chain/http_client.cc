// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "http_client.h"

#include <otelwrap/curl/easy.h>

namespace chain {
namespace {

size_t AppendBody(char* data, size_t size, size_t count, void* body) {
  static_cast<std::string*>(body)->append(data, size * count);
  return size * count;
}

}  // namespace

HttpResult Get(const std::string& url, const std::string& url_template) {
  HttpResult result;
  otelwrap::curl::Easy request;
  request.SetOpt(CURLOPT_URL, url);
  request.SetOpt(CURLOPT_TIMEOUT_MS, 5000L);
  request.SetOpt(CURLOPT_WRITEFUNCTION, AppendBody);
  request.SetOpt(CURLOPT_WRITEDATA, &result.body);
  request.Trace().url_template = url_template;
  const CURLcode code = request.Perform();
  if (code != CURLE_OK) result.error = curl_easy_strerror(code);
  curl_easy_getinfo(request.get(), CURLINFO_RESPONSE_CODE, &result.status);
  return result;
}

}  // namespace chain
