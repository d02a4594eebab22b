// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Puts other functions in libcurl's place for the time of a test: an old libcurl, or one that does
// what the real one can't be brought to do.

#pragma once

#include <cstdarg>

#include "library.h"
#include "newer_libcurl.h"

namespace otelwrap::curl {

class LibraryOverride {
 public:
  LibraryOverride() : kept_(library) {}
  ~LibraryOverride() { library = kept_; }
  LibraryOverride(const LibraryOverride&) = delete;
  LibraryOverride& operator=(const LibraryOverride&) = delete;

  // A transfer that libcurl's bookkeeping held up, as on a machine with much to do.
  void BeSlowToBegin() { library.easy_getinfo = &SlowGetInfo; }

  // libcurl before 8.7.
  void TellNothingOfProxies() { library.easy_getinfo = &OldGetInfo; }

  // libcurl before 7.80.
  void KnowNoRequestCallback() { library.easy_setopt = &OldSetOpt; }

 private:
  static CURLcode OldSetOpt(CURL* handle, CURLoption option, ...) {
    if (option == newer::kPrereqFunction || option == newer::kPrereqData) {
      return CURLE_UNKNOWN_OPTION;
    }
    va_list arguments;
    va_start(arguments, option);
    void* argument = va_arg(arguments, void*);  // as wide as every other type that there is
    va_end(arguments);
    return curl_easy_setopt(handle, option, argument);
  }

  static CURLcode OldGetInfo(CURL* handle, CURLINFO info, ...) {
    va_list arguments;
    va_start(arguments, info);
    void* value = va_arg(arguments, void*);
    va_end(arguments);
    if (info == newer::kUsedProxy) return CURLE_UNKNOWN_OPTION;
    return curl_easy_getinfo(handle, info, value);
  }

  static CURLcode SlowGetInfo(CURL* handle, CURLINFO info, ...) {
    va_list arguments;
    va_start(arguments, info);
    void* value = va_arg(arguments, void*);  // each is a pointer to something
    va_end(arguments);
    if (info == newer::kQueueTime) {
      *static_cast<curl_off_t*>(value) = 5000;
      return CURLE_OK;
    }
    return curl_easy_getinfo(handle, info, value);
  }

  const Library kept_;
};

}  // namespace otelwrap::curl
