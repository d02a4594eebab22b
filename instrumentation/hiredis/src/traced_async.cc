// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "traced_async.h"

#include <opentelemetry/context/context.h>
#include <opentelemetry/context/runtime_context.h>
#include <otelwrap/common/error_types.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/common/switches.h>

#include <memory>
#include <new>
#include <utility>

#include "arguments.h"
#include "async_connection.h"
#include "classify.h"
#include "database.h"
#include "describe.h"
#include "library.h"
#include "message_listeners.h"
#include "record_memory.h"
#include "replies.h"
#include "request.h"
#include "start.h"

namespace otelwrap::hiredis {
namespace {

namespace context_api = opentelemetry::context;
using common::Operation;

// A command under way: what hiredis carries in place of the user's callback.
struct Pending {
  redisCallbackFn* callback;
  void* privdata;
  DatabaseChange change;
  bool lacks_database;
  std::shared_ptr<AsyncSession> session;
  context_api::Context caller;  // what was current when the command was sent
  Operation operation;

  static void* operator new(size_t size, const std::nothrow_t&) noexcept {
    return TakeRecordMemory(size);
  }
  static void operator delete(void* memory) noexcept { GiveRecordMemory(memory); }
  static void operator delete(void* memory, const std::nothrow_t&) noexcept {
    GiveRecordMemory(memory);
  }
};

const Instrumentation& Used(const AsyncTarget& target) noexcept {
  if (target.instrumentation != nullptr) return *target.instrumentation;
  return target.session != nullptr ? target.session->Used() : Default();
}

bool IsOn() noexcept { return common::Enabled(common::Component::kHiredis); }

// What goes by untraced is not followed.
void Forget(const AsyncTarget& target) noexcept {
  if (target.session != nullptr) target.session->database.Lose();
}

// hiredis keeps the callbacks of subscriptions for messages, in a table that it alone knows when to
// clear, and never calls that of an UNSUBSCRIBE: there the user's own must stand.
bool KeepsCallback(CommandKind kind) noexcept {
  return kind == CommandKind::kSubscribe || kind == CommandKind::kUnsubscribe;
}

// Messages' callback: the user's own, or ours that calls it.
AsyncCallback CallbackOfMessages(const AsyncTarget& target, CommandKind kind) noexcept {
  const AsyncCallback own{target.callback, target.privdata};
  const bool subscribes = kind == CommandKind::kSubscribe;
  if (!subscribes || own.function == nullptr || !Used(target).message_spans()) return own;
  if (target.instrumentation != nullptr) return TracedCallback(own, target.instrumentation, {});
  const auto kept = target.session != nullptr ? target.session->instrumentation : nullptr;
  return TracedCallback(own, kept.get(), kept);
}

common::Outcome OutcomeOf(const redisAsyncContext& context, const Pending& pending,
                          const void* reply) noexcept {
  common::Outcome outcome;
  if (reply != nullptr) {
    const redisReply* readable = Readable(context.c, reply);
    if (readable != nullptr) ClassifyReply(*readable, &outcome);
    if (readable != nullptr && pending.change.kind == CommandKind::kExec) {
      ClassifyItems(*readable, &outcome);
    }
  } else if (context.err != 0) {
    outcome.SetError(TransportErrorType(context.err, context.errstr));
  } else if (context.c.err != 0) {
    outcome.SetError(TransportErrorType(context.c.err, context.c.errstr));
  } else {
    outcome.SetError(common::error_types::kAbandoned);  // the user freed the context
  }
  return outcome;
}

// A reply that nobody asked to see, on a context whose user frees replies: nobody else would.
void DropReply(redisAsyncContext* context, void* reply) noexcept {
#ifdef REDIS_NO_AUTO_FREE_REPLIES  // hiredis 1.1
  const bool is_ours = (context->c.flags & REDIS_NO_AUTO_FREE_REPLIES) != 0;
  if (reply != nullptr && is_ours) context->c.reader->fn->freeObject(reply);
#else
  static_cast<void>(context);
  static_cast<void>(reply);
#endif
}

// Since MONITOR, hiredis gives each callback that it calls to the next reply as well, until the
// context goes: then it is called with null, or not at all where its own callback frees the
// context.
bool IsCalledAgain(const redisAsyncContext& context, const void* reply) noexcept {
  return reply != nullptr && (context.c.flags & REDIS_MONITORING) != 0 &&
         (context.c.flags & REDIS_FREEING) == 0;
}

// The first time that it is called.
void EndPending(const redisAsyncContext& context, const void* reply, Pending* pending) noexcept {
  if (!pending->operation.IsActive()) return;
  common::Outcome outcome;
  if (pending->operation.IsObserved()) outcome = OutcomeOf(context, *pending, reply);
  if (pending->session != nullptr) {
    Database& database = pending->session->database;
    if (pending->lacks_database && reply != nullptr) {
      DescribeDatabase(database.Here(), &outcome.attributes());
    }
    database.Answered(pending->change, Readable(context.c, reply));
  }
  pending->operation.End(outcome);
}

void OnReply(redisAsyncContext* context, void* reply, void* privdata) {
  std::unique_ptr<Pending> pending(static_cast<Pending*>(privdata));
  EndPending(*context, reply, pending.get());
  // The caller's, not the command's: what the callback sends next is no part of what has ended.
  const bool is_empty = pending->caller == context_api::Context();
  const common::OperationScope scope(is_empty ? nullptr : &pending->caller);
  if (pending->callback != nullptr) {
    pending->callback(context, reply, pending->privdata);
  } else {
    DropReply(context, reply);
  }
  if (IsCalledAgain(*context, reply)) {
    [[maybe_unused]] const Pending* const still_hirediss = pending.release();
  }
}

// Why hiredis did not take a command: its callback will never be called.
common::Outcome Refused(const redisContext& context) noexcept {
  common::Outcome outcome;
  if (context.err != 0) {
    outcome.SetError(TransportErrorType(context.err, context.errstr));
  } else if ((context.flags & (REDIS_DISCONNECTING | REDIS_FREEING)) != 0) {
    outcome.SetError(common::error_types::kConnectionClosed);
  } else {
    outcome.SetError(common::error_types::kOther);
  }
  return outcome;
}

// With its operation, which is started where it stays. Null: no reply is to be seen, or memory is
// out.
std::unique_ptr<Pending> StartPending(const AsyncTarget& target, const Site& site,
                                      const Request& request,
                                      const DatabaseChange& change) noexcept {
  if (KeepsCallback(change.kind)) return nullptr;
  return std::unique_ptr<Pending>(new (std::nothrow) Pending{
      target.callback, target.privdata, change, site.database == kNoDatabase, target.session,
      context_api::RuntimeContext::GetCurrent(), StartCommand(site, request)});
}

// It has ended when hiredis took the command; the callback is the user's.
template <class Send>
int TraceSending(const AsyncTarget& target, const Site& site, const Request& request,
                 const DatabaseChange& change, Send send) noexcept {
  Operation operation = StartCommand(site, request);
  const AsyncCallback callback = CallbackOfMessages(target, change.kind);
  const int result = send(callback.function, callback.privdata);
  if (change.MayChange()) Forget(target);
  operation.End(result == REDIS_OK ? common::Outcome() : Refused(target.context->c));
  return result;
}

// `send` hands the command to hiredis with a callback and its privdata.
template <class Send>
int Trace(const AsyncTarget& target, Arguments arguments, Send send) noexcept {
  const Instrumentation& instrumentation = Used(target);
  const Request request = Recognize(&instrumentation, arguments);
  const DatabaseChange change = DatabaseChangeOf(request);
  const int database = target.session != nullptr ? target.session->database.ForNext() : kNoDatabase;
  const Site site{instrumentation, target.context->c, database};
  std::unique_ptr<Pending> pending = StartPending(target, site, request, change);
  if (pending == nullptr) return TraceSending(target, site, request, change, send);
  if (!pending->operation.IsActive()) {
    if (change.MayChange()) Forget(target);
    return send(target.callback, target.privdata);
  }
  const int result = send(OnReply, pending.get());
  if (result == REDIS_OK) {
    if (target.session != nullptr) target.session->database.Sent(change);
    [[maybe_unused]] const Pending* const on_replys = pending.release();
  } else {
    pending->operation.End(Refused(target.context->c));
  }
  return result;
}

// A context of an AsyncContext is known, whichever function it is given to.
void FindOwner(AsyncTarget* target) noexcept {
  if (target->session != nullptr) return;
  const AsyncConnection* connection = FindConnection(target->context);
  if (connection == nullptr) return;
  if (target->instrumentation == nullptr) target->instrumentation = &Default();
  target->session = connection->session;
}

// Whether the call is to be looked at.
bool Enter(AsyncTarget* target) noexcept {
  if (!IsOn()) {
    Forget(*target);
    return false;
  }
  FindOwner(target);
  return target->session != nullptr || Used(*target).ObservesCalls();
}

auto SenderOf(const AsyncTarget& target, const char* bytes, size_t size) noexcept {
  return [context = target.context, bytes, size](redisCallbackFn* callback, void* privdata) {
    return library.async_formatted_command(context, callback, privdata, bytes, size);
  };
}

}  // namespace

int TracedAsyncCommand(AsyncTarget target, const char* format, std::va_list arguments) noexcept {
  if (target.context == nullptr) return REDIS_ERR;
  if (!Enter(&target)) {
    return library.v_async_command(target.context, target.callback, target.privdata, format,
                                   arguments);
  }
  char* bytes = nullptr;
  const int size = library.v_format_command(&bytes, format, arguments);
  if (size < 0) return REDIS_ERR;  // as hiredis, which says no more
  const auto length = static_cast<size_t>(size);
  const int result =
      Trace(target, Arguments::OfCommand({bytes, length}), SenderOf(target, bytes, length));
  library.free_command(bytes);
  return result;
}

int TracedAsyncCommandArgv(AsyncTarget target, int count, const char** arguments,
                           const size_t* lengths) noexcept {
  if (target.context == nullptr) return REDIS_ERR;
  const auto send = [&](redisCallbackFn* callback, void* privdata) {
    return library.async_command_argv(target.context, callback, privdata, count, arguments,
                                      lengths);
  };
  if (!Enter(&target)) return send(target.callback, target.privdata);
  return Trace(target, Arguments::OfArgv(count, arguments, lengths), send);
}

int TracedAsyncFormatted(AsyncTarget target, const char* bytes, size_t size) noexcept {
  if (target.context == nullptr) return REDIS_ERR;
  const auto send = SenderOf(target, bytes, size);
  if (!Enter(&target)) return send(target.callback, target.privdata);
  return Trace(target, Arguments::OfCommand({bytes, size}), send);
}

}  // namespace otelwrap::hiredis
