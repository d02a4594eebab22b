// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What is taken out of texts before they become telemetry. Safe by default; raw text is there only
// for who asks for it.
//
// Threads: immutable once it is part of an Instrumentation.

#pragma once

#include <otelwrap/config.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::common {

struct OTELWRAP_API RedactionPolicy {
  // Query parameters whose values become REDACTED; case-sensitive, decoded. Default: the union of
  // the lists that the HTTP conventions have had (v1.41 to v1.43). A list of your own replaces it.
  std::vector<std::string> sensitive_query_parameters = {
      "AWSAccessKeyId",   "Signature",           "sig", "X-Goog-Signature", "X-Amz-Signature",
      "X-Amz-Credential", "X-Amz-Security-Token"};

  // Take the whole query out of url.full and url.query. Default: off.
  bool drop_query = false;

  // Record SQL and Redis texts as they are, literals and all. Default: off. Credentials are masked
  // even then.
  bool raw_query_text = false;

  // The longest text that is recorded, bytes; what is longer is cut after it was sanitised.
  size_t max_text_bytes = 4096;

  bool IsSensitiveQueryParameter(std::string_view name) const noexcept;
};

}  // namespace otelwrap::common
