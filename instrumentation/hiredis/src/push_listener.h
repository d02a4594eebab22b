// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Sees the pushes that hiredis gives to the push callback of a context while a reply is waited for:
// in RESP3 a subscription is confirmed by them, and by nothing else. The user's callback is called
// for each as ever, and is the context's own whenever the user's code runs.
//
// Threads: stays on its thread and its stack. Ownership: what it listens for must outlive it.

#pragma once

#include <hiredis/hiredis.h>

#include <cstddef>

namespace otelwrap::hiredis {

class PushListener {
 public:
  // Before the user's callback, which frees the push.
  using Hear = void (*)(void* listening, const redisReply* push);

  // No callback: hiredis gives pushes as replies then, and nothing is done here.
  PushListener(redisContext* context, Hear hear, void* listening) noexcept;
  ~PushListener();
  PushListener(const PushListener&) = delete;
  PushListener& operator=(const PushListener&) = delete;
  static void* operator new(size_t) = delete;

 private:
  static void OnPush(void* privdata, void* reply);

  redisContext* const context_;
  const Hear hear_;
  void* const listening_;
  redisPushFn* own_;  // the user's
  const bool was_entered_;
  PushListener* outer_ = nullptr;
};

}  // namespace otelwrap::hiredis
