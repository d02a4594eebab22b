// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The URL of a request: any text is described without a password, and with a host only where the
// text has one. A text with user info is made of the input, so that a leak can be seen.

#include <otelwrap/common/url.h>

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "request_url.h"

namespace {

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using otelwrap::curl::RequestUrl;
  std::string text(reinterpret_cast<const char*>(data), size);
  text.resize(text.find('\0') == std::string::npos ? text.size() : text.find('\0'));

  RequestUrl plain;
  plain.Read(text);
  Require(plain.port() >= 0 && plain.port() <= 65535, "no such port");
  Require(plain.host().size() <= plain.text().size(), "the host is not of the text");
  Require(!plain.IsHttps() || plain.IsHttp(), "https is http too");

  constexpr std::string_view kSecret = "s3cr3tw0rd";
  const std::string with_user = "http://user:" + std::string(kSecret) + "@host/" + text;
  RequestUrl guarded;
  guarded.Read(with_user);
  std::string shown;
  otelwrap::common::AppendRedactedUrl(guarded.text(), {}, shown);
  Require(shown.find(kSecret) == std::string::npos || text.find(kSecret) != std::string::npos,
          "a password is shown");
  return 0;
}
