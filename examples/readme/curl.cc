// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/curl/easy.h>
#include <otelwrap/telemetry/telemetry.h>

int main() {
  auto telemetry = otelwrap::telemetry::Start();  // OTEL_* decide; flushed at the scope's end
  otelwrap::curl::Easy request;                   // was curl_easy_init, setopt, perform
  request.SetOpt(CURLOPT_URL, "https://shop.example/items/1");
  request.Trace().url_template = "/items/{id}";
  return request.Perform() == CURLE_OK ? 0 : 1;  // span GET /items/{id}; DNS, connect, TLS below it
}
