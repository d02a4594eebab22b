// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Whatever stands in a request's headers: what is made of it is bounded and printable. The first
// byte says which header the rest is.

#include <cstdlib>
#include <string>

#include "describe.h"
#include "forwarded.h"

namespace {

using otelwrap::beast::RequestView;

bool IsClean(std::string_view text, size_t limit) {
  if (text.size() > limit) return false;
  for (const char c : text) {
    if (c < 0x20 || c >= 0x7F) return false;
  }
  return true;
}

void Require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string text(data + 1, data + size);
  RequestView request;
  std::string_view* const fields[] = {&request.target,         &request.host,
                                      &request.forwarded,      &request.forwarded_for,
                                      &request.forwarded_host, &request.forwarded_proto,
                                      &request.method,         &request.user_agent};
  *fields[data[0] % (sizeof fields / sizeof fields[0])] = text;

  const auto forwarded = otelwrap::beast::ReadForwarded(request);
  Require(IsClean(forwarded.client, 255) && IsClean(forwarded.host.host, 255));
  Require(forwarded.scheme.empty() || forwarded.scheme == "http" || forwarded.scheme == "https");

  const otelwrap::beast::Options options;
  otelwrap::beast::Description description;
  otelwrap::beast::DescribeServer(request, {}, options, description);
  Require(IsClean(description.path, options.redaction.max_text_bytes));
  Require(IsClean(description.user_agent, options.redaction.max_text_bytes));
  std::string query;
  otelwrap::beast::DescribeQuery(request, options, query, description.attributes);
  Require(IsClean(query, options.redaction.max_text_bytes));
  std::string url;
  otelwrap::beast::DescribeUrl(request, false, nullptr, options, url, description.attributes);
  Require(IsClean(url, options.redaction.max_text_bytes));
  return 0;
}
