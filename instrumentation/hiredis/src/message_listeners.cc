// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "message_listeners.h"

#include <otelwrap/common/never_destroyed.h>

#include <exception>
#include <map>
#include <mutex>
#include <tuple>

#include "message_span.h"
#include "replies.h"

namespace otelwrap::hiredis {
namespace {

struct Listener {
  AsyncCallback own;
  const Instrumentation* instrumentation;
  std::shared_ptr<const Instrumentation> kept;
};

using Key = std::tuple<redisCallbackFn*, void*, const Instrumentation*>;

struct Listeners {
  std::mutex mutex;
  std::map<Key, Listener> all;
};

Listeners& TheListeners() {
  static common::NeverDestroyed<Listeners> listeners;  // connections may end when the process does
  return listeners.get();
}

common::Operation StartOf(const Listener& listener, const redisReply* reply) noexcept {
  if (reply == nullptr) return {};
  const Instrumentation* used = listener.instrumentation;
  return StartReceived(used != nullptr ? *used : Default(), *reply);
}

void OnMessage(redisAsyncContext* context, void* reply, void* privdata) {
  const Listener& listener = *static_cast<const Listener*>(privdata);
  common::Operation operation = StartOf(listener, Readable(context->c, reply));
  const common::OperationScope scope = operation.MakeCurrent();
  listener.own.function(context, reply, listener.own.privdata);
  operation.End({});
}

}  // namespace

AsyncCallback TracedCallback(const AsyncCallback& own, const Instrumentation* instrumentation,
                             const std::shared_ptr<const Instrumentation>& kept) noexcept {
  try {
    Listeners& listeners = TheListeners();
    const Key key(own.function, own.privdata, instrumentation);
    const std::lock_guard<std::mutex> lock(listeners.mutex);
    auto found = listeners.all.find(key);
    if (found == listeners.all.end()) {
      if (listeners.all.size() >= kMostListeners) return own;
      found = listeners.all.emplace(key, Listener{own, instrumentation, kept}).first;
    }
    return {OnMessage, &found->second};
  } catch (const std::exception&) {  // memory is out
    return own;
  }
}

}  // namespace otelwrap::hiredis
