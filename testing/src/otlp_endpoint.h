// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The OTLP/HTTP rules: which requests are answered how, and what is kept of them.
// https://opentelemetry.io/docs/specs/otlp/#otlphttp

#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "http_server.h"
#include "otlp_store.h"

namespace otelwrap::testing {

class OtlpEndpoint : public HttpHandler {
 public:
  OtlpEndpoint(OtlpStore* store, size_t max_body_bytes)
      : store_(store), max_body_bytes_(max_body_bytes) {}

  std::optional<HttpAnswer> Refuse(const ServedRequest& head) override;
  HttpAnswer Handle(const ServedRequest& request) override;
  HttpAnswer GaveUp(unsigned status, const ServedRequest& head, const std::string& why) override;

 private:
  HttpAnswer Refusal(unsigned status, const ServedRequest& head, const std::string& why);

  template <typename Request, typename Response, typename Record>
  HttpAnswer Keep(const ServedRequest& request, void (*set_rejected)(Response*, int64_t));

  OtlpStore* const store_;
  const size_t max_body_bytes_;
};

}  // namespace otelwrap::testing
