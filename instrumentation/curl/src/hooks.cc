// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "hooks.h"

#include "library.h"
#include "newer_libcurl.h"

namespace otelwrap::curl::hooks {
namespace {

constexpr int kGoOn = 0;  // what all three callbacks return for "go on"

Observer& ObserverOf(void* data) noexcept { return *static_cast<Observer*>(data); }

// None of these is noexcept: what the user's throws passes through, as it does without us.

[[gnu::hot]] int OnRequest(void* data, char* peer, char* local, int peer_port, int local_port) {
  Observer& observer = ObserverOf(data);
  observer.OnRequest({peer, local, peer_port, local_port});
  const UserCallback& users = observer.callbacks().request;
  if (users.function == nullptr) return kGoOn;
  using Function = int (*)(void*, char*, char*, int, int);
  const int answer =
      reinterpret_cast<Function>(users.function)(users.data, peer, local, peer_port, local_port);
  if (answer != kGoOn) observer.OnRefusal();
  return answer;
}

int OnSocket(void* data, curl_socket_t socket, curlsocktype purpose) {
  Observer& observer = ObserverOf(data);
  observer.OnSocket(socket);
  const UserCallback& users = observer.callbacks().socket;
  if (users.function == nullptr) return kGoOn;
  return reinterpret_cast<curl_sockopt_callback>(users.function)(users.data, socket, purpose);
}

int OnResolverStart(void* resolver, void* reserved, void* data) {
  Observer& observer = ObserverOf(data);
  observer.OnLookup();
  const UserCallback& users = observer.callbacks().resolver_start;
  if (users.function == nullptr) return kGoOn;
  using Function = int (*)(void*, void*, void*);
  return reinterpret_cast<Function>(users.function)(resolver, reserved, users.data);
}

}  // namespace

[[gnu::hot]] bool Install(CURL* handle, Observer* observer) noexcept {
  if (library.easy_setopt(handle, newer::kPrereqFunction, &OnRequest) != CURLE_OK) return false;
  library.easy_setopt(handle, newer::kPrereqData, observer);
  library.easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, &OnSocket);
  library.easy_setopt(handle, CURLOPT_SOCKOPTDATA, observer);
  library.easy_setopt(handle, CURLOPT_RESOLVER_START_FUNCTION, &OnResolverStart);
  library.easy_setopt(handle, CURLOPT_RESOLVER_START_DATA, observer);
  return true;
}

[[gnu::hot]] void PutBack(CURL* handle, const UserCallbacks& users) noexcept {
  library.easy_setopt(handle, newer::kPrereqFunction, users.request.function);
  library.easy_setopt(handle, newer::kPrereqData, users.request.data);
  library.easy_setopt(handle, CURLOPT_SOCKOPTFUNCTION, users.socket.function);
  library.easy_setopt(handle, CURLOPT_SOCKOPTDATA, users.socket.data);
  library.easy_setopt(handle, CURLOPT_RESOLVER_START_FUNCTION, users.resolver_start.function);
  library.easy_setopt(handle, CURLOPT_RESOLVER_START_DATA, users.resolver_start.data);
}

}  // namespace otelwrap::curl::hooks
