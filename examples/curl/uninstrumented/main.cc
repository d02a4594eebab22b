// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Fetches the URL that is given as argument, wherever it leads, and prints what comes.

#include <curl/curl.h>

#include <cstdio>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: %s URL\n", argv[0]);
    return 2;
  }
  CURL* handle = curl_easy_init();
  curl_easy_setopt(handle, CURLOPT_URL, argv[1]);
  curl_easy_setopt(handle, CURLOPT_FAILONERROR, 1L);
  curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  const CURLcode result = curl_easy_perform(handle);
  if (result != CURLE_OK) std::fprintf(stderr, "%s\n", curl_easy_strerror(result));
  curl_easy_cleanup(handle);
  return result == CURLE_OK ? 0 : 1;
}
