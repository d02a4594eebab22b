// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The same, traced: it is linked with otelwrap::auto, which sees the calls that cpr makes of
// libcurl, and sends its spans to where OTEL_EXPORTER_OTLP_ENDPOINT says.

#include <cpr/cpr.h>
#include <otelwrap/telemetry/telemetry.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s URL\n", argv[0]);
    return 2;
  }
  auto telemetry = otelwrap::telemetry::Start();
  const cpr::Response response = cpr::Get(cpr::Url{argv[1]});
  if (response.error) std::fprintf(stderr, "%s\n", response.error.message.c_str());
  std::fputs(response.text.c_str(), stdout);
  return response.status_code == 200 ? 0 : 1;
}
