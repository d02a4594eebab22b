// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "traced_command.h"

#include <otelwrap/common/operation.h>
#include <otelwrap/common/semconv.h>

#include <cerrno>
#include <string>
#include <utility>

#include "arguments.h"
#include "classify.h"
#include "describe.h"
#include "library.h"
#include "mask.h"

namespace otelwrap::hiredis {
namespace {

using common::AttributeSet;
using common::Operation;

redisReply* AsReply(void* reply) noexcept { return static_cast<redisReply*>(reply); }

// A non-blocking context has no reply to wait for.
bool IsTraced(const redisContext& context) noexcept {
  return common::Enabled(common::Component::kHiredis) && (context.flags & REDIS_BLOCK) != 0;
}

// A SELECT that goes by untraced would not be seen.
void ForgetDatabase(int* database) noexcept {
  if (database != nullptr) *database = kNoDatabase;
}

// Whether replies are hiredis's own objects: a program may have the reader make others.
bool MakesOwnReplies(const redisContext& context) noexcept {
  static const redisReplyObjectFunctions* const own = [] {
    redisReader* reader = redisReaderCreate();
    const redisReplyObjectFunctions* functions = reader != nullptr ? reader->fn : nullptr;
    redisReaderFree(reader);
    return functions;
  }();
  return context.reader != nullptr && context.reader->fn == own;
}

// One command: what it is, and where it goes.
struct Call {
  const Instrumentation& instrumentation;
  redisContext& context;
  int* database;
  Arguments command;
};

// What only a recording span, or a sampler that asks for all, is told.
void DescribeInFull(const Call& call, std::string* text, AttributeSet* attributes) noexcept {
  const Instrumentation& instrumentation = call.instrumentation;
  DescribePeer(call.context, attributes);
  if (!instrumentation.query_text()) return;
  *text = MaskArguments(call.command, instrumentation.options().redaction);
  if (!text->empty()) attributes->AddBorrowed(common::semconv::kDbQueryText, *text);
}

// Only hooks look at it; what a span says of the peer is copied from the context.
std::shared_ptr<const common::Target> TargetForHooks(const common::Options& options,
                                                     const Endpoint& endpoint) noexcept {
  if (!options.outcome && !options.span_attributes && !options.metric_attributes) return nullptr;
  return common::Target::Make(options, endpoint.address, endpoint.port);
}

Operation Start(const Call& call) noexcept {
  const common::Options& options = call.instrumentation.options();
  const bool all = options.sampler_sees_all_attributes;
  AttributeSet attributes;
  std::string text;
  std::shared_ptr<const common::Target> target;
  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.native_handle = &call.context;
  Operation operation = Operation::Start(call.instrumentation, start, [&]() noexcept {
    std::string_view name;
    Arguments(call.command).Next(&name);
    const Endpoint endpoint = EndpointOf(call.context);
    Describe(call.instrumentation, name, endpoint,
             call.database != nullptr ? *call.database : kNoDatabase, &attributes);
    if (all) DescribeInFull(call, &text, &attributes);
    target = TargetForHooks(options, endpoint);
    start.name = SpanNameOf(name);
    start.attributes = &attributes;
    start.target = target;
  });
  if (!all && operation.IsRecording()) {
    AttributeSet more;
    DescribeInFull(call, &text, &more);
    operation.Add(more);
  }
  return operation;
}

common::Outcome Classify(const redisContext& context, const redisReply* reply,
                         bool readable) noexcept {
  common::Outcome outcome;
  if (reply == nullptr) {
    outcome.SetError(TransportErrorType(context.err, context.errstr));
  } else if (readable) {
    ClassifyReply(*reply, &outcome);
  }
  return outcome;
}

// `send` is hiredis's own way to the reply.
template <class Send>
redisReply* Trace(const Call& call, Send send) noexcept {
  DatabaseChange change;
  if (call.database != nullptr) change = DatabaseChangeOf(call.command);
  Operation operation = Start(call);
  redisReply* reply = send();
  const int left_by_library = errno;
  const bool readable = reply != nullptr && MakesOwnReplies(call.context);
  if (operation.IsObserved()) operation.End(Classify(call.context, reply, readable));
  if (call.database != nullptr) {
    *call.database = DatabaseAfter(change, readable ? reply : nullptr, *call.database);
  }
  errno = left_by_library;
  return reply;
}

// What redisvCommand does with a command once it is formatted.
redisReply* SendFormatted(redisContext* context, char* bytes, size_t size) noexcept {
  const int appended = library.append_formatted_command(context, bytes, size);
  library.free_command(bytes);
  void* reply = nullptr;
  if (appended != REDIS_OK || library.get_reply(context, &reply) != REDIS_OK) return nullptr;
  return AsReply(reply);
}

}  // namespace

redisReply* TracedCommand(const Instrumentation* instrumentation, redisContext* context,
                          int* database, const char* format, std::va_list arguments) noexcept {
  if (context == nullptr) return nullptr;
  if (!IsTraced(*context)) {
    ForgetDatabase(database);
    return AsReply(library.v_command(context, format, arguments));
  }
  const Instrumentation& used = instrumentation != nullptr ? *instrumentation : Default();
  std::va_list again;
  va_copy(again, arguments);
  char* bytes = nullptr;
  const int size = library.v_format_command(&bytes, format, arguments);
  redisReply* reply = nullptr;
  if (size < 0) {
    // Once more, and hiredis says in the context what is wrong with it.
    reply = Trace({used, *context, database, Arguments::OfCommand({})},
                  [&] { return AsReply(library.v_command(context, format, again)); });
  } else {
    const auto length = static_cast<size_t>(size);
    reply = Trace({used, *context, database, Arguments::OfCommand({bytes, length})},
                  [&] { return SendFormatted(context, bytes, length); });
  }
  va_end(again);
  return reply;
}

redisReply* TracedCommandArgv(const Instrumentation* instrumentation, redisContext* context,
                              int* database, int count, const char** arguments,
                              const size_t* lengths) noexcept {
  if (context == nullptr) return nullptr;
  const auto send = [&] {
    return AsReply(library.command_argv(context, count, arguments, lengths));
  };
  if (!IsTraced(*context)) {
    ForgetDatabase(database);
    return send();
  }
  const Instrumentation& used = instrumentation != nullptr ? *instrumentation : Default();
  return Trace({used, *context, database, Arguments::OfArgv(count, arguments, lengths)}, send);
}

}  // namespace otelwrap::hiredis
