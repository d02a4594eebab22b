// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/call.h>

#include "arguments.h"
#include "classify.h"
#include "database.h"
#include "start.h"

namespace otelwrap::hiredis {
namespace {

// One without an endpoint.
redisContext& NoContext() noexcept {
  static redisContext context = [] {
    redisContext none{};
    none.connection_type = REDIS_CONN_USERFD;
    return none;
  }();
  return context;
}

void SetTransportError(const redisContext* context, common::Outcome* outcome) noexcept {
  outcome->SetError(context != nullptr ? TransportErrorType(context->err, context->errstr)
                                       : TransportErrorType(REDIS_ERR_OTHER, {}));
}

}  // namespace

void Call::End(const redisReply* reply) noexcept {
  common::Outcome outcome;
  if (reply == nullptr) {
    SetTransportError(context_, &outcome);
  } else {
    ClassifyReply(*reply, &outcome);
  }
  operation_.End(outcome);
}

void Call::End(int result) noexcept {
  common::Outcome outcome;
  if (result != REDIS_OK) SetTransportError(context_, &outcome);
  operation_.End(outcome);
}

Call Trace(redisContext* context, std::initializer_list<std::string_view> command) noexcept {
  return Trace(Default(), context, command);
}

Call Trace(const Instrumentation& instrumentation, redisContext* context,
           std::initializer_list<std::string_view> command) noexcept {
  if (!common::Enabled(common::Component::kHiredis) || !instrumentation.ObservesCalls()) {
    return Call({}, context);
  }
  const Arguments arguments = Arguments::OfViews(command.begin(), command.size());
  const Site site{instrumentation, context != nullptr ? *context : NoContext(), kNoDatabase};
  return Call(StartCommand(site, Recognize(&instrumentation, arguments)), context);
}

}  // namespace otelwrap::hiredis
