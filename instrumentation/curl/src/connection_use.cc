// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "connection_use.h"

#include <utility>

namespace otelwrap::curl {

void ConnectionUse::OnSocket(curl_socket_t socket) noexcept {
  opened_[next_] = open_connections::Opened(socket);
  next_ = (next_ + 1) % kMaxOpened;
}

void ConnectionUse::OnRequest(const ConnectionEnds& ends,
                              const std::shared_ptr<const common::Target>& server) noexcept {
  Leave();
  if (!ends.AreKnown()) return;
  for (open_connections::Entry& opened : opened_) {
    if (!opened || server == nullptr) continue;
    if (open_connections::Establish(opened, ends, instruments_, server)) {
      entered_ = std::exchange(opened, {});
      return;
    }
  }
  entered_ = open_connections::Enter(ends);
}

void ConnectionUse::Leave() noexcept {
  if (entered_) open_connections::Leave(std::exchange(entered_, {}));
}

}  // namespace otelwrap::curl
