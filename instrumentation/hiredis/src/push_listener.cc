// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "push_listener.h"

#include "replies.h"

namespace otelwrap::hiredis {
namespace {

// hiredis's callback is told neither the context nor anything of ours.
thread_local PushListener* current = nullptr;

}  // namespace

PushListener::PushListener(redisContext* context, Hear hear, void* listening) noexcept
    : context_(context),
      hear_(hear),
      listening_(listening),
      own_(context->push_cb),
      was_entered_(own_ != nullptr) {
  if (!was_entered_) return;
  outer_ = current;
  current = this;
  context_->push_cb = OnPush;
}

PushListener::~PushListener() {
  if (!was_entered_) return;
  current = outer_;
  if (context_->push_cb == OnPush) context_->push_cb = own_;
}

void PushListener::OnPush(void* privdata, void* reply) {
  PushListener* const self = current;
  redisContext* const context = self->context_;
  self->hear_(self->listening_, Readable(*context, reply));
  context->push_cb = self->own_;
  self->own_(privdata, reply);
  if (context->push_cb == nullptr) return;  // the user took it away
  self->own_ = context->push_cb;
  context->push_cb = OnPush;
}

}  // namespace otelwrap::hiredis
