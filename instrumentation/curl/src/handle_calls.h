// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the functions of handle.h and the class Easy have in common: the same calls on a handle and
// its state, which may be null.
//
// Threads: as the handle. Ownership: none. Errors: libcurl's own results.

#pragma once

#include <curl/curl.h>
#include <otelwrap/curl/instrumentation.h>
#include <otelwrap/curl/option_value.h>

#include "handle_state.h"

namespace otelwrap::curl {

CURLcode SetOptionOf(CURL* handle, HandleState* state, CURLoption option,
                     const OptionValue& value) noexcept;
CURLcode PerformOn(const Instrumentation& instrumentation, CURL* handle, HandleState* state);
CURLcode PerformOn(const Instrumentation& instrumentation, CURL* handle, HandleState* state,
                   curl_slist* headers);
void ResetOn(CURL* handle, HandleState* state) noexcept;
// The duplicate's state goes to `copy_state`, null where it is not remembered.
CURL* DuplicateOf(CURL* handle, HandleState* state, HandleState*& copy_state) noexcept;
void CleanupOf(CURL* handle) noexcept;

}  // namespace otelwrap::curl
