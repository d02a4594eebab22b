// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "close_socket.h"

#include <otelwrap/common/never_destroyed.h>
#include <unistd.h>

#include <cstdint>
#include <exception>
#include <map>
#include <mutex>
#include <utility>

#include "library.h"
#include "open_connections.h"

namespace otelwrap::curl::close_socket {
namespace {

struct Pairs {
  std::mutex mutex;
  std::map<std::pair<uintptr_t, uintptr_t>, UserCallback> kept;  // its nodes stay where they are
};

// Null: there is no room for it.
const UserCallback* Keep(const UserCallback& users) noexcept {
  static common::NeverDestroyed<Pairs> pairs;
  if (users.function == nullptr) {
    static const UserCallback none{};
    return &none;
  }
  const std::pair<uintptr_t, uintptr_t> key(reinterpret_cast<uintptr_t>(users.function),
                                            reinterpret_cast<uintptr_t>(users.data));
  try {
    Pairs& all = pairs.get();
    const std::lock_guard<std::mutex> lock(all.mutex);
    const auto found = all.kept.find(key);
    if (found != all.kept.end()) return &found->second;
    if (all.kept.size() >= kMaxPairs) return nullptr;
    return &all.kept.emplace(key, users).first->second;
  } catch (const std::exception&) {
    return nullptr;
  }
}

// Told first: once it is closed the number may be another thread's socket.
int OnClose(void* data, curl_socket_t socket) {
  open_connections::Closed(socket);
  const auto& users = *static_cast<const UserCallback*>(data);
  if (users.function == nullptr) return close(socket);
  return reinterpret_cast<curl_closesocket_callback>(users.function)(users.data, socket);
}

}  // namespace

bool Has(CURLoption option) noexcept {
  return option == CURLOPT_CLOSESOCKETFUNCTION || option == CURLOPT_CLOSESOCKETDATA;
}

bool Install(CURL* handle, const UserCallback& users) noexcept {
  const UserCallback* kept = Keep(users);
  if (kept == nullptr) return false;
  library.easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, &OnClose);
  library.easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, kept);
  return true;
}

void PutBack(CURL* handle, const UserCallback& users) noexcept {
  library.easy_setopt(handle, CURLOPT_CLOSESOCKETFUNCTION, users.function);
  library.easy_setopt(handle, CURLOPT_CLOSESOCKETDATA, users.data);
}

}  // namespace otelwrap::curl::close_socket
