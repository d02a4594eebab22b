// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The connections of one transfer: those that it opens, and the one that its request is on, for as
// long as it is.
//
// Threads: as the transfer, one at a time. Ownership: none; ends what it has entered when it is
// destroyed. Errors: none; what can't be told apart is not counted.

#pragma once

#include <curl/curl.h>
#include <otelwrap/common/target.h>

#include <array>
#include <cstddef>
#include <memory>

#include "connection_metrics.h"
#include "open_connections.h"

namespace otelwrap::curl {

class ConnectionUse {
 public:
  explicit ConnectionUse(const ConnectionInstruments& instruments) noexcept
      : instruments_(instruments) {}
  ~ConnectionUse() { Leave(); }
  ConnectionUse(const ConnectionUse&) = delete;
  ConnectionUse& operator=(const ConnectionUse&) = delete;

  void OnSocket(curl_socket_t socket) noexcept;
  // `server`: who a connection that is new is told by.
  void OnRequest(const ConnectionEnds& ends,
                 const std::shared_ptr<const common::Target>& server) noexcept;
  // The request is over.
  void Leave() noexcept;

 private:
  // The latest: libcurl tries two addresses at once, one after the other.
  static constexpr size_t kMaxOpened = 8;

  const ConnectionInstruments& instruments_;
  std::array<open_connections::Entry, kMaxOpened> opened_;
  size_t next_ = 0;
  open_connections::Entry entered_;
};

}  // namespace otelwrap::curl
