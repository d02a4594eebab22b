// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <dlfcn.h>
#include <otelwrap/curl/next_library.h>

#include "library.h"

namespace otelwrap::curl {
namespace {

template <class Function>
bool Find(const char* name, Function& function) noexcept {
  if (function == nullptr) function = reinterpret_cast<Function>(dlsym(RTLD_NEXT, name));
  return function != nullptr;
}

bool FindAll(NextLibrary& next) noexcept {
  bool found = Find("curl_easy_init", next.easy_init);
  found = Find("curl_easy_duphandle", next.easy_duphandle) && found;
  found = Find("curl_easy_reset", next.easy_reset) && found;
  found = Find("curl_easy_cleanup", next.easy_cleanup) && found;
  found = Find("curl_easy_perform", next.easy_perform) && found;
  found = Find("curl_easy_setopt", next.easy_setopt) && found;
  found = Find("curl_multi_cleanup", next.multi_cleanup) && found;
  found = Find("curl_multi_add_handle", next.multi_add_handle) && found;
  found = Find("curl_multi_remove_handle", next.multi_remove_handle) && found;
  return Find("curl_multi_info_read", next.multi_info_read) && found;
}

}  // namespace

bool UseNextLibrary(NextLibrary& next) noexcept {
  if (!FindAll(next)) return false;
  library.easy_init = next.easy_init;
  library.easy_duphandle = next.easy_duphandle;
  library.easy_reset = next.easy_reset;
  library.easy_cleanup = next.easy_cleanup;
  library.easy_perform = next.easy_perform;
  library.easy_setopt = next.easy_setopt;
  library.multi_cleanup = next.multi_cleanup;
  library.multi_add_handle = next.multi_add_handle;
  library.multi_remove_handle = next.multi_remove_handle;
  library.multi_info_read = next.multi_info_read;
  return true;
}

}  // namespace otelwrap::curl
