// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One GET with libcurl, traced: a client span with the DNS and connect time below it, and the
// trace's headers in the request.

#pragma once

#include <string>

namespace chain {

struct HttpResult {
  long status = 0;  // 0: there was no response
  std::string body;
  std::string error;
};

// `url_template` is the path with placeholders: the span is named GET {template}.
HttpResult Get(const std::string& url, const std::string& url_template);

}  // namespace chain
