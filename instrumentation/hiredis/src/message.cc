// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/hiredis/message.h>

#include <otelwrap/propagators/string_map_carrier.h>

#include <exception>
#include <utility>

#include "envelope.h"
#include "message_span.h"
#include "replies.h"

namespace otelwrap::hiredis {
namespace {

using common::Operation;

constexpr std::string_view kBlanks = " \t\r\n";

// A stream's entry: its id, and its fields.
bool IsEntry(const redisReply& entry) noexcept {
  return entry.type == REDIS_REPLY_ARRAY && entry.elements == 2 && entry.element[0] != nullptr &&
         entry.element[1] != nullptr;
}

bool WritesField(const Instrumentation& instrumentation, std::string_view name) noexcept {
  const auto& propagator = instrumentation.Providers().propagator;
  if (propagator == nullptr) return false;
  bool found = false;
  propagator->Fields([&](opentelemetry::nostd::string_view field) {
    found = found || std::string_view(field.data(), field.size()) == name;
    return !found;
  });
  return found;
}

MessageContext ContextOfFields(const Instrumentation& instrumentation, const redisReply& fields) {
  MessageContext context;
  for (size_t i = 0; i + 1 < fields.elements; i += 2) {
    if (fields.element[i] == nullptr || fields.element[i + 1] == nullptr) continue;
    const std::string_view name = TextOf(*fields.element[i]);
    if (WritesField(instrumentation, name)) AddTo(&context, name, TextOf(*fields.element[i + 1]));
  }
  return context;
}

Operation StartOfEntry(const Instrumentation& instrumentation, std::string_view stream,
                       const redisReply& entry) noexcept {
  const MessageContext context = EntryContext(instrumentation, entry);
  MessageStart message;
  message.destination = stream;
  if (IsEntry(entry)) message.id = TextOf(*entry.element[0]);
  message.context = &context;
  return StartProcessing(instrumentation, message);
}

Operation StartOfContext(const Instrumentation& instrumentation, std::string_view destination,
                         const MessageContext& context) noexcept {
  MessageStart message;
  message.destination = destination;
  message.context = &context;
  return StartProcessing(instrumentation, message);
}

// Empty where memory is out: the payload goes without it.
template <class Make>
std::string WithoutThrowing(Make make) noexcept {
  try {
    return make();
  } catch (const std::exception&) {
    return {};
  }
}

}  // namespace

MessageContext CurrentMessageContext() noexcept { return CurrentMessageContext(Default()); }

MessageContext CurrentMessageContext(const Instrumentation& instrumentation) noexcept {
  // One that makes nothing, but knows what is current and how it is written.
  common::OperationStart start;
  start.filtered = true;
  Operation operation = Operation::Start(instrumentation.messages(), start);
  MessageContext context;
  propagators::StringMapWriter<MessageContext> carrier(context);
  operation.Inject(carrier);
  operation.End({});
  return context;
}

void AppendFields(const MessageContext& context, std::vector<std::string>* words) noexcept {
  const size_t before = words->size();
  try {
    for (const auto& [name, value] : context) {
      if (!MayTravel(name, value)) continue;
      words->push_back(name);
      words->push_back(value);
    }
  } catch (const std::exception&) {  // memory is out
    words->resize(before);
  }
}

MessageContext EntryContext(const redisReply& entry) noexcept {
  return EntryContext(Default(), entry);
}

MessageContext EntryContext(const Instrumentation& instrumentation,
                            const redisReply& entry) noexcept {
  if (!IsEntry(entry)) return {};
  try {
    return ContextOfFields(instrumentation, *entry.element[1]);
  } catch (const std::exception&) {  // memory is out
    return {};
  }
}

std::string Wrap(const MessageContext& context, std::string_view payload) {
  std::string head = WithoutThrowing([&] { return PrefixHead(context); });
  // A payload that looks like an envelope would be taken for one.
  if (head.empty() && payload.substr(0, kPrefixBegin.size()) == kPrefixBegin) {
    head.append(kPrefixBegin).append("\n");
  }
  return head.append(payload);
}

std::string WrapJson(const MessageContext& context, std::string_view object) {
  const size_t begin = object.find_first_not_of(kBlanks);
  if (begin == std::string_view::npos || object[begin] != '{') return std::string(object);
  const std::string member = WithoutThrowing([&] { return JsonMember(context); });
  if (member.empty()) return std::string(object);
  const std::string_view rest = object.substr(begin + 1);
  const size_t next = rest.find_first_not_of(kBlanks);
  const bool is_empty = next != std::string_view::npos && rest[next] == '}';
  std::string message;
  message.reserve(member.size() + rest.size() + 2);
  return message.append("{").append(member).append(is_empty ? "" : ",").append(rest);
}

Unwrapped Unwrap(std::string_view message) noexcept {
  Unwrapped unwrapped;
  try {
    if (ReadPrefix(message, &unwrapped) || ReadJson(message, &unwrapped)) return unwrapped;
  } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch): memory is out
  }
  return {message, {}};
}

MessageGuard::MessageGuard(Operation operation) noexcept
    : operation_(std::move(operation)), scope_(operation_.MakeCurrent()) {}

MessageGuard::~MessageGuard() { operation_.End(outcome_); }

Sending::Sending(std::string_view destination) noexcept : Sending(Default(), destination) {}

Sending::Sending(const Instrumentation& instrumentation, std::string_view destination) noexcept
    : MessageGuard(StartSending(instrumentation, destination)) {}

Processing::Processing(std::string_view destination, const MessageContext& context) noexcept
    : Processing(Default(), destination, context) {}

Processing::Processing(const Instrumentation& instrumentation, std::string_view destination,
                       const MessageContext& context) noexcept
    : MessageGuard(StartOfContext(instrumentation, destination, context)) {}

Processing::Processing(std::string_view stream, const redisReply& entry) noexcept
    : Processing(Default(), stream, entry) {}

Processing::Processing(const Instrumentation& instrumentation, std::string_view stream,
                       const redisReply& entry) noexcept
    : MessageGuard(StartOfEntry(instrumentation, stream, entry)) {}

Processing::Processing(const redisReply& message) noexcept : Processing(Default(), message) {}

Processing::Processing(const Instrumentation& instrumentation, const redisReply& message) noexcept
    : MessageGuard(StartReceived(instrumentation, message)) {}

}  // namespace otelwrap::hiredis
