// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "message_span.h"

#include <opentelemetry/baggage/baggage_context.h>
#include <opentelemetry/context/runtime_context.h>
#include <opentelemetry/trace/context.h>
#include <otelwrap/common/extract.h>
#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/propagators/string_map_carrier.h>

#include <exception>
#include <string>

#include "describe.h"
#include "mask.h"
#include "query_text.h"
#include "replies.h"

namespace otelwrap::hiredis {
namespace {

namespace context_api = opentelemetry::context;
namespace semconv = common::semconv;
namespace trace = opentelemetry::trace;
using common::AttributeSet;
using common::Operation;
using common::Use;

constexpr size_t kMaxShownName = 128;

// Printable, and without what the option hides; empty: nothing is to be seen of it.
std::string Shown(std::string_view name, KeyText shown) {
  if (name.empty()) return {};
  QueryText text(kMaxShownName);
  AddMaskedKey(name, shown, &text);
  std::string result = text.Finish();
  return result == kMasked ? std::string() : result;
}

// What a message span's name and attributes look at while it is started.
struct Description {
  std::string destination;
  std::string pattern;
  common::FixedText<16 + kMaxShownName> name;
  AttributeSet attributes;
};

void AddUnlessEmpty(std::string_view key, std::string_view text, AttributeSet* attributes) {
  if (!text.empty()) attributes->AddBorrowed(key, text);
}

void Describe(const MessageStart& message, Description* description) {
  description->destination = Shown(message.destination, message.shown);
  description->pattern = Shown(message.pattern, message.shown);
  const std::string& target =
      message.pattern.empty() ? description->destination : description->pattern;
  description->name.Assign(message.operation);
  if (!target.empty()) {
    description->name.Append(" ");
    description->name.Append(target);
  }
  AttributeSet& attributes = description->attributes;
  attributes.AddLiteral(Use::kSpan, semconv::kMessagingSystem, kSystem);
  attributes.AddLiteral(Use::kSpan, semconv::kMessagingOperationName, message.operation);
  attributes.AddLiteral(Use::kSpan, semconv::kMessagingOperationType, message.operation);
  AddUnlessEmpty(semconv::kMessagingDestinationName, description->destination, &attributes);
  AddUnlessEmpty(semconv::kMessagingDestinationTemplate, description->pattern, &attributes);
  AddUnlessEmpty(semconv::kMessagingMessageId, message.id, &attributes);
}

Operation Start(const Instrumentation& instrumentation, const MessageStart& message,
                common::OperationStart start) noexcept {
  Description description;
  return Operation::Start(instrumentation.messages(), start, [&]() noexcept {
    try {
      Describe(message, &description);
    } catch (const std::exception&) {  // memory is out
      description.name.Assign(message.operation);
    }
    start.name = description.name.view();
    start.attributes = &description.attributes;
  });
}

// Ids of streams are `<milliseconds>-<number>`, unless a stranger wrote the reply.
std::string_view IdOf(const MessageStart& message) noexcept {
  constexpr size_t kMaxId = 41;
  const bool is_id = message.id.size() <= kMaxId &&
                     message.id.find_first_not_of("0123456789-") == std::string_view::npos;
  return is_id ? message.id : std::string_view();
}

bool HasBaggage(const context_api::Context& context) noexcept {
  return context.HasKey(opentelemetry::baggage::kBaggageHeader);
}

}  // namespace

Operation StartSending(const Instrumentation& instrumentation,
                       std::string_view destination) noexcept {
  MessageStart message;
  message.operation = "send";
  message.destination = destination;
  common::OperationStart start;
  start.kind = trace::SpanKind::kProducer;
  return Start(instrumentation, message, start);
}

Operation StartProcessing(const Instrumentation& instrumentation,
                          const MessageStart& message) noexcept {
  MessageStart received = message;
  received.operation = "process";
  received.id = IdOf(message);
  common::OperationStart start;
  start.kind = trace::SpanKind::kConsumer;
  if (message.context == nullptr || message.context->empty()) {
    return Start(instrumentation, received, start);
  }
  const propagators::StringMapReader<MessageContext> carrier(*message.context);
  const context_api::Context sent_in = common::ExtractContext(instrumentation.messages(), carrier);
  const trace::SpanContext producer = trace::GetSpan(sent_in)->GetContext();
  start.link = &producer;
  context_api::Context parent = context_api::RuntimeContext::GetCurrent();
  if (HasBaggage(sent_in)) {
    parent =
        opentelemetry::baggage::SetBaggage(parent, opentelemetry::baggage::GetBaggage(sent_in));
    start.parent = &parent;
  }
  return Start(instrumentation, received, start);
}

Operation StartReceived(const Instrumentation& instrumentation, const redisReply& reply) noexcept {
  const SubscribedMessage received = SubscribedMessageOf(reply);
  if (!received.is_message) return {};
  const Unwrapped unwrapped = Unwrap(received.payload);
  MessageStart message;
  message.destination = received.channel;
  message.pattern = received.pattern;
  message.shown = instrumentation.keys();
  message.context = &unwrapped.context;
  return StartProcessing(instrumentation, message);
}

}  // namespace otelwrap::hiredis
