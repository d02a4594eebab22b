// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Our callback for CURLOPT_CLOSESOCKETFUNCTION, which tells when libcurl closes a connection. It
// calls the user's own with the same arguments and returns what that returns; without one it does
// what libcurl does, close().
//
// libcurl copies function and data into each connection that it makes meanwhile, and calls them
// whenever that is closed: when the handle, its options and its instrumentation may be long gone.
// So what our callback needs (the user's function and data) is kept until the process ends, once
// for each pair that differs, up to kMaxPairs.
//
// Threads: any. Ownership: the function and its data are the user's, as long as libcurl asks for
// it. Errors: false where memory is out or there are too many pairs: nothing was changed then.

#pragma once

#include <curl/curl.h>

#include <cstddef>

#include "user_callbacks.h"

namespace otelwrap::curl::close_socket {

inline constexpr size_t kMaxPairs = 4096;

// Whether the option is one of the two that are borrowed.
bool Has(CURLoption option) noexcept;
bool Install(CURL* handle, const UserCallback& users) noexcept;
void PutBack(CURL* handle, const UserCallback& users) noexcept;

}  // namespace otelwrap::curl::close_socket
