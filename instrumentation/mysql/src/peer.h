// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Who is at the other end of a MYSQL*, and which statements it was sent lately: made once for each
// connection, and kept for each thread in a small table that is checked again at each use, for
// handles come back at the same address.
//
// Threads: each has a table of its own. Ownership: a peer is valid until the thread's next
// KnownOf(). Errors: without memory the peer has no target.

#pragma once

#include <mysql.h>
#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/target.h>
#include <otelwrap/mysql/sql_cache.h>

#include <cstddef>
#include <memory>
#include <string_view>

#include "otelwrap/mysql/instrumentation.h"

namespace otelwrap::mysql {

inline constexpr unsigned int kDefaultPort = 3306;

struct Peer {
  std::shared_ptr<const common::Target> target;  // null: not known
  std::string_view system;                       // "mysql" or "mariadb"
  bool unix_socket = false;
};

// The name of a character set, beside what else is known of its handle: to ask the library for it
// is a call and two lines of memory of its own.
class CharsetName {
 public:
  // REQUIRES: the handle has one.
  std::string_view Of(MYSQL* handle) noexcept;

 private:
  static constexpr size_t kMaxName = 32;

  const void* charset_ = nullptr;     // the library's, which never changes
  common::FixedText<kMaxName> name_;  // empty, as for one that is not known: too long
};

// What decides how a text is read, beside the instrumentation and the peer.
struct Reading {
  const void* charset = nullptr;  // the library's
  unsigned int modes = 0;         // of the server's status
  bool shows_literals = false;
  bool is_known = false;  // false: of nothing

  friend bool operator==(const Reading& one, const Reading& other) noexcept {
    return one.charset == other.charset && one.modes == other.modes &&
           one.shows_literals == other.shows_literals && one.is_known == other.is_known;
  }
};

// In the order in which a query needs it, for each line that it touches is to be fetched again.
struct KnownHandle {
  Reading reading;  // of all the statements
  Peer peer;
  SqlCache statements;
  CharsetName charset;
};

KnownHandle& KnownOf(const Instrumentation& instrumentation, MYSQL* handle) noexcept;
// Whether this thread's last call of the connection was one of this instrumentation's.
bool IsKnownTo(const Instrumentation& instrumentation, const MYSQL& handle) noexcept;

// For a connection that is not there yet, by what it is to be made with.
Peer MakePeer(const Instrumentation& instrumentation, std::string_view system,
              std::string_view host, unsigned int port, std::string_view unix_socket) noexcept;

std::string_view SystemOf(const char* server_version) noexcept;

Reading ReadingOf(const MYSQL& handle, bool shows_literals) noexcept;

// How the handle's server scans a text, by what it last said of itself. Valid as `known` is.
SqlDialect DialectOf(const Instrumentation& instrumentation, KnownHandle& known,
                     MYSQL* handle) noexcept;

}  // namespace otelwrap::mysql
