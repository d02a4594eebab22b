// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Our callbacks in the handle, for the time of one transfer: they tell when libcurl begins a
// request of its own accord (a redirect, a round of authentication, a second try), before its
// headers are written. Each calls the user's own afterwards, with the same arguments, and returns
// what that returns.
//
//   first sign of a hop: the name is looked up, or a socket opened; on a connection that is there
//   already: the request itself. The request always tells.
//
// Threads: libcurl calls on the thread that performs. Ownership: borrows the observer and the
// user's callbacks until PutBack. Errors: false where the running libcurl (before 7.80) has no such
// callback: nothing was changed then.

#pragma once

#include <curl/curl.h>

#include "open_connections.h"
#include "user_callbacks.h"

namespace otelwrap::curl::hooks {

class Observer {
 public:
  virtual void OnLookup() noexcept = 0;
  virtual void OnSocket(curl_socket_t socket) noexcept = 0;
  // Before the request's headers are written.
  virtual void OnRequest(const ConnectionEnds& ends) noexcept = 0;
  // The user's own callback let it not be sent.
  virtual void OnRefusal() noexcept = 0;
  virtual const UserCallbacks& callbacks() const noexcept = 0;

 protected:
  ~Observer() = default;
};

bool Install(CURL* handle, Observer* observer) noexcept;
void PutBack(CURL* handle, const UserCallbacks& users) noexcept;

}  // namespace otelwrap::curl::hooks
