// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The seam: the functions of libcurl that this component calls. Tests replace some of them, to
// script what the real library can't be brought to do; nobody else does.

#pragma once

#include <curl/curl.h>

namespace otelwrap::curl {

struct Library {
  CURL* (*easy_init)();
  CURL* (*easy_duphandle)(CURL*);
  void (*easy_reset)(CURL*);
  void (*easy_cleanup)(CURL*);
  CURLcode (*easy_perform)(CURL*);
  CURLcode (*easy_setopt)(CURL*, CURLoption, ...);
  CURLcode (*easy_getinfo)(CURL*, CURLINFO, ...);
#if LIBCURL_VERSION_NUM >= 0x075300
  // Null: the running library is older than that.
  CURLHcode (*easy_header)(CURL*, const char*, size_t, unsigned, int, curl_header**);
#endif
  CURLM* (*multi_init)();
  CURLMcode (*multi_cleanup)(CURLM*);
  CURLMcode (*multi_add_handle)(CURLM*, CURL*);
  CURLMcode (*multi_remove_handle)(CURLM*, CURL*);
  CURLMsg* (*multi_info_read)(CURLM*, int*);
  CURL** (*multi_get_handles)(CURLM*);  // null before 8.4
};

extern Library library;

}  // namespace otelwrap::curl
