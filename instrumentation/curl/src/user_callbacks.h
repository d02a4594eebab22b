// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the user has put into those callback slots of a handle that a traced transfer borrows:
// libcurl has one slot each, and no way to read it. Ours call these in turn.
//
// Threads: one at a time. Ownership: the functions and their data are the user's. Errors: none.

#pragma once

#include <curl/curl.h>
#include <otelwrap/curl/option_value.h>

namespace otelwrap::curl {

struct UserCallback {
  OptionValue::Function function = nullptr;
  void* data = nullptr;
};

struct UserCallbacks {
  UserCallback request;         // CURLOPT_PREREQFUNCTION
  UserCallback socket;          // CURLOPT_SOCKOPTFUNCTION
  UserCallback resolver_start;  // CURLOPT_RESOLVER_START_FUNCTION
  UserCallback close_socket;    // CURLOPT_CLOSESOCKETFUNCTION

  // Whether the option sets one of these.
  static bool Has(CURLoption option) noexcept;
  // REQUIRES: Has(option).
  void Note(CURLoption option, const OptionValue& value) noexcept;
};

}  // namespace otelwrap::curl
