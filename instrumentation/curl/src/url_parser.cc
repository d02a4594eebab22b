// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "url_parser.h"

#include <curl/curl.h>

#include <memory>

// An older library may be running than the one that this was built with.
#if LIBCURL_VERSION_NUM >= 0x073e00
#pragma weak curl_url
#pragma weak curl_url_set
#pragma weak curl_url_get
#pragma weak curl_url_cleanup
#endif

namespace otelwrap::curl::url_parser {

#if LIBCURL_VERSION_NUM >= 0x073e00

namespace {

struct FreeUrl {
  void operator()(CURLU* url) const noexcept { curl_url_cleanup(url); }
};
struct FreeText {
  void operator()(char* text) const noexcept { curl_free(text); }
};

bool IsThere() noexcept { return &curl_url != nullptr; }

}  // namespace

bool Normalise(const std::string& written, long port, std::string& to) {
  if (!IsThere()) return false;
  const std::unique_ptr<CURLU, FreeUrl> url(curl_url());
  return url != nullptr &&
         curl_url_set(url.get(), CURLUPART_URL, written.c_str(),
                      CURLU_GUESS_SCHEME | CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
         (port == 0 ||
          curl_url_set(url.get(), CURLUPART_PORT, std::to_string(port).c_str(), 0) == CURLUE_OK) &&
         ReadObject(url.get(), to);
}

bool ReadObject(Curl_URL* object, std::string& to) {
  char* text = nullptr;
  if (!IsThere() || curl_url_get(object, CURLUPART_URL, &text, 0) != CURLUE_OK) return false;
  const std::unique_ptr<char, FreeText> owned(text);
  to = text;
  return true;
}

#else

bool Normalise(const std::string&, long, std::string&) { return false; }
bool ReadObject(Curl_URL*, std::string&) { return false; }

#endif

}  // namespace otelwrap::curl::url_parser
