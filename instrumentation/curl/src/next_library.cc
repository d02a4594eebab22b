// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <dlfcn.h>
#include <otelwrap/curl/next_library.h>

#include "library.h"

namespace otelwrap::curl {
namespace {

template <class Function>
bool Find(const char* name, Function& function) noexcept {
  function = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
  return function != nullptr;
}

}  // namespace

bool UseNextLibrary() noexcept {
  Library next = library;
  bool found = Find("curl_easy_init", next.easy_init);
  found = Find("curl_easy_duphandle", next.easy_duphandle) && found;
  found = Find("curl_easy_reset", next.easy_reset) && found;
  found = Find("curl_easy_cleanup", next.easy_cleanup) && found;
  found = Find("curl_easy_perform", next.easy_perform) && found;
  found = Find("curl_easy_setopt", next.easy_setopt) && found;
  found = Find("curl_multi_cleanup", next.multi_cleanup) && found;
  found = Find("curl_multi_add_handle", next.multi_add_handle) && found;
  found = Find("curl_multi_remove_handle", next.multi_remove_handle) && found;
  found = Find("curl_multi_info_read", next.multi_info_read) && found;
  if (found) library = next;
  return found;
}

}  // namespace otelwrap::curl
