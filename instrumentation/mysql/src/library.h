// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The seam: the functions of the client library that the component calls, in a table that tests may
// change.
//
// Threads: tests change it before they call. Errors: none.

#pragma once

#include <mysql.h>

namespace otelwrap::mysql {

// What the library that we were built with calls itself, for a handle without a server.
#ifdef MARIADB_PACKAGE_VERSION_ID
inline constexpr bool kIsMariaDbConnector = true;
#else
inline constexpr bool kIsMariaDbConnector = false;
#endif

struct Library {
  decltype(&::mysql_query) query = &::mysql_query;
  decltype(&::mysql_real_query) real_query = &::mysql_real_query;
  decltype(&::mysql_real_connect) real_connect = &::mysql_real_connect;
  decltype(&::mysql_errno) error_number = &::mysql_errno;
};

inline Library& ActiveLibrary() noexcept {
  static Library library;
  return library;
}

}  // namespace otelwrap::mysql
