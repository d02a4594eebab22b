// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The same, traced: each request is a span, below it name lookup and connect, sent to where
// OTEL_EXPORTER_OTLP_ENDPOINT says.

#include <curl/curl.h>
#include <otelwrap/curl/handle.h>
#include <otelwrap/telemetry/telemetry.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s URL\n", argv[0]);
    return 2;
  }
  auto telemetry = otelwrap::telemetry::Start();
  CURL* handle = otelwrap::curl::Init();
  otelwrap::curl::SetOpt(handle, CURLOPT_URL, argv[1]);
  otelwrap::curl::SetOpt(handle, CURLOPT_FAILONERROR, 1L);
  otelwrap::curl::SetOpt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  const CURLcode result = otelwrap::curl::Perform(handle);
  if (result != CURLE_OK) std::fprintf(stderr, "%s\n", curl_easy_strerror(result));
  otelwrap::curl::Cleanup(handle);
  return result == CURLE_OK ? 0 : 1;
}
