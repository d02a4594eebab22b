// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A library that uses libcurl and knows nothing of us: a transfer with a header and a callback of
// its own.

#include <curl/curl.h>

namespace {

size_t Count(char*, size_t size, size_t count, void* total) {
  *static_cast<size_t*>(total) += size * count;
  return size * count;
}

}  // namespace

// The bytes of the body; below 0: libcurl's code.
extern "C" __attribute__((visibility("default"))) long FETCH(const char* url) {
  size_t total = 0;
  CURL* handle = curl_easy_init();
  curl_slist* headers = curl_slist_append(nullptr, "X-Own: 1");
  curl_easy_setopt(handle, CURLOPT_URL, url);
  curl_easy_setopt(handle, CURLOPT_PROXY, "");
  curl_easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &Count);
  curl_easy_setopt(handle, CURLOPT_WRITEDATA, &total);
  const CURLcode result = curl_easy_perform(handle);
  curl_easy_cleanup(handle);
  curl_slist_free_all(headers);
  return result == CURLE_OK ? static_cast<long>(total) : -static_cast<long>(result);
}
