// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// For otelwrap::auto, which defines libcurl's own symbols: lets this component call the real
// library, not those symbols again. Nobody else needs it.
//
// Threads: before the first transfer, once. Errors: of a function that is null the next one in the
// link order is taken, and false returned where there is none: nothing was changed then.

#pragma once

#include <curl/curl.h>

#include <otelwrap/config.h>

namespace otelwrap::curl {

// The functions that otelwrap::auto takes the place of.
struct NextLibrary {
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_duphandle) easy_duphandle;
  decltype(&curl_easy_reset) easy_reset;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_multi_cleanup) multi_cleanup;
  decltype(&curl_multi_add_handle) multi_add_handle;
  decltype(&curl_multi_remove_handle) multi_remove_handle;
  decltype(&curl_multi_info_read) multi_info_read;
};

// Completes `next`, and calls it from now on.
OTELWRAP_API bool UseNextLibrary(NextLibrary& next) noexcept;

}  // namespace otelwrap::curl
