// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Uses otelwrap::auto_static from an installed package: libcurl's own calls, and ours behind them.

#include <curl/curl.h>
#include <otelwrap/interpose/curl.h>

int main() {
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, "http://127.0.0.1:1/");
  const bool refused = curl_easy_perform(handle) == CURLE_COULDNT_CONNECT;
  curl_easy_cleanup(handle);
  return refused && otelwrap::interpose::SeesCurl() ? 0 : 1;
}
