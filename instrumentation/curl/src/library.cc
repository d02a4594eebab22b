// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "library.h"

namespace otelwrap::curl {

// An older library may be running than the one that this was built with.
#if LIBCURL_VERSION_NUM >= 0x075300
#pragma weak curl_easy_header
#endif
#if LIBCURL_VERSION_NUM >= 0x080400
#pragma weak curl_multi_get_handles
#define OTELWRAP_CURL_MULTI_GET_HANDLES curl_multi_get_handles
#else
#define OTELWRAP_CURL_MULTI_GET_HANDLES nullptr
#endif

Library library = {curl_easy_init,           curl_easy_duphandle,  curl_easy_reset,
                   curl_easy_cleanup,        curl_easy_perform,    curl_easy_setopt,
                   curl_easy_getinfo,
#if LIBCURL_VERSION_NUM >= 0x075300
                   curl_easy_header,
#endif
                   curl_multi_init,          curl_multi_cleanup,   curl_multi_add_handle,
                   curl_multi_remove_handle, curl_multi_info_read, OTELWRAP_CURL_MULTI_GET_HANDLES};

}  // namespace otelwrap::curl
