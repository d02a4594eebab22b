// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The span of a message that is sent or worked on, by the conventions for messaging.
//
// Threads: any. Errors: nothing throws; what there is no memory for is left out.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/hiredis/instrumentation.h>
#include <otelwrap/hiredis/message.h>

#include <string_view>

namespace otelwrap::hiredis {

struct MessageStart {
  std::string_view operation;    // a literal
  std::string_view destination;  // a stream, a channel
  std::string_view pattern;      // of a subscription; names the span in place of the destination
  KeyText shown = KeyText::kWhole;
  std::string_view id;
  const MessageContext* context = nullptr;  // that it came with
};

common::Operation StartSending(const Instrumentation& instrumentation,
                               std::string_view destination) noexcept;
common::Operation StartProcessing(const Instrumentation& instrumentation,
                                  const MessageStart& message) noexcept;

// A reply that is a message of a subscription, or a push of one; any other starts nothing.
common::Operation StartReceived(const Instrumentation& instrumentation,
                                const redisReply& reply) noexcept;

}  // namespace otelwrap::hiredis
