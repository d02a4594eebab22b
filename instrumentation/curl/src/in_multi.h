// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Whether a handle is in a multi handle: libcurl has no call that says so, and a multi handle that
// was once told may be gone.
//
// Threads: as the handle, one at a time. Ownership: none. Errors: where it can't be found out (out
// of memory, a running libcurl before 7.70) the answer is that it may be.

#pragma once

#include <curl/curl.h>

namespace otelwrap::curl {

bool MayBeInMulti(CURL* handle) noexcept;

}  // namespace otelwrap::curl
