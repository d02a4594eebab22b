// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "library.h"

namespace otelwrap::curl {

Library library = {curl_easy_init,    curl_easy_duphandle, curl_easy_reset,  curl_easy_cleanup,
                   curl_easy_perform, curl_easy_setopt,    curl_easy_getinfo};

}  // namespace otelwrap::curl
