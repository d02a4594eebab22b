// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Context that travels with data. Redis has no headers: a trace ends where something is put into a
// stream or published, unless both sides agree on a form. These are the forms; nothing is added to
// data but by calling them.
//
//   Sending sending("orders");                       // PRODUCER `send orders`, current
//   std::vector<std::string> words = {"XADD", "orders", "*", "id", "7"};
//   AppendFields(CurrentMessageContext(), &words);   // traceparent, ... as fields
//
//   Processing processing("orders", *entry);         // CONSUMER `process orders`, linked to
//   Handle(*entry);                                  // the producer
//
//   const std::string message = Wrap(CurrentMessageContext(), payload);
//   Command(redis, "PUBLISH news %b", message.data(), message.size());
//
//   Processing processing(*reply);                   // of SUBSCRIBE: it knows its channel
//   Handle(Unwrap(text).payload);
//
// Wrap() puts lines before the payload ("otel1", one for each name, an empty one); WrapJson() puts
// the member "otelcontext" first into a JSON object, where readers that don't know it pass it over.
// What travels is printable ASCII, at most 20 KiB and 8 names. A stranger's message is read within
// the same bounds; one that is no envelope is its own payload.
//
// A Sending or Processing that ends is a span and no metric: XADD and PUBLISH themselves have one.
// By Options::message_spans AsyncCommand makes the span of Processing around a subscription's
// callback.
//
// Threads: functions are pure but for what is current; the guards stay on their thread and their
// stack. Ownership: what is returned is yours; Unwrapped::payload is a view of the message; an
// Instrumentation that is given must outlive the guard. Errors: without memory for it the context
// is left out; nothing throws but Wrap() and WrapJson(), if there is no memory for the payload.

#pragma once

#include <hiredis/hiredis.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/config.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::hiredis {

// By name, as the propagator writes them: traceparent, tracestate, baggage.
using MessageContext = std::map<std::string, std::string>;

// Of what is current. Empty: nothing is.
OTELWRAP_API MessageContext CurrentMessageContext() noexcept;
OTELWRAP_API MessageContext CurrentMessageContext(const Instrumentation& instrumentation) noexcept;

// XADD's fields: names and values, behind the words that are there.
OTELWRAP_API void AppendFields(const MessageContext& context,
                               std::vector<std::string>* words) noexcept;

// What an entry of XRANGE, XREAD, XREADGROUP (its id and its fields) has of the propagator's names.
OTELWRAP_API MessageContext EntryContext(const redisReply& entry) noexcept;
OTELWRAP_API MessageContext EntryContext(const Instrumentation& instrumentation,
                                         const redisReply& entry) noexcept;

// What to publish in place of the payload: the payload itself where there is no context. What is no
// JSON object comes back as it is.
OTELWRAP_API std::string Wrap(const MessageContext& context, std::string_view payload);
OTELWRAP_API std::string WrapJson(const MessageContext& context, std::string_view object);

struct Unwrapped {
  std::string_view payload;  // of a JSON message: all of it
  MessageContext context;
};

// Either form, told by how it begins.
OTELWRAP_API Unwrapped Unwrap(std::string_view message) noexcept;

// What Sending and Processing are: a span that is current while it lives.
class [[nodiscard]] OTELWRAP_API MessageGuard {
 public:
  MessageGuard(const MessageGuard&) = delete;
  MessageGuard& operator=(const MessageGuard&) = delete;
  static void* operator new(size_t) = delete;

  // A word of few values for what went wrong.
  void SetError(std::string_view error_type) noexcept { outcome_.SetError(error_type); }

 protected:
  explicit MessageGuard(common::Operation operation) noexcept;
  ~MessageGuard();

 private:
  common::Operation operation_;
  common::Outcome outcome_;
  common::OperationScope scope_;
};

// A PRODUCER span `send <destination>`: what is sent while it lives comes from it. A destination is
// a stream or a channel; it names the span, so there should be few of them.
class [[nodiscard]] OTELWRAP_API Sending final : public MessageGuard {
 public:
  explicit Sending(std::string_view destination) noexcept;
  Sending(const Instrumentation& instrumentation, std::string_view destination) noexcept;
};

// A CONSUMER span `process <destination>`, linked to the span that the message comes from, whose
// baggage is current with it.
class [[nodiscard]] OTELWRAP_API Processing final : public MessageGuard {
 public:
  Processing(std::string_view destination, const MessageContext& context) noexcept;
  Processing(const Instrumentation& instrumentation, std::string_view destination,
             const MessageContext& context) noexcept;

  // An entry of a stream.
  Processing(std::string_view stream, const redisReply& entry) noexcept;
  Processing(const Instrumentation& instrumentation, std::string_view stream,
             const redisReply& entry) noexcept;

  // A message of a subscription, in RESP2 or as a push. Its channel (or pattern) is shown as
  // Options::keys has it. Any other reply, such as a confirmation: nothing.
  explicit Processing(const redisReply& message) noexcept;
  Processing(const Instrumentation& instrumentation, const redisReply& message) noexcept;
};

}  // namespace otelwrap::hiredis
