// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "traced_call.h"

#include <otelwrap/common/switches.h>

#include <cerrno>
#include <optional>

#include "arguments.h"
#include "classify.h"
#include "library.h"
#include "push_listener.h"
#include "replies.h"
#include "session_table.h"
#include "start.h"

namespace otelwrap::hiredis {
namespace {

using common::Operation;

redisReply* AsReply(void* reply) noexcept { return static_cast<redisReply*>(reply); }

const Instrumentation& Used(const Connection& connection) noexcept {
  return connection.instrumentation != nullptr ? *connection.instrumentation : Default();
}

bool IsOn() noexcept { return common::Enabled(common::Component::kHiredis); }

// errno is the caller's until the library's call, and then the library's, whatever is done around
// it.
class KeptErrno {
 public:
  KeptErrno() noexcept : before_(errno) {}
  ~KeptErrno() { errno = before_; }
  KeptErrno(const KeptErrno&) = delete;
  KeptErrno& operator=(const KeptErrno&) = delete;

 private:
  const int before_;
};

// What goes by untraced is not followed.
void Forget(const Connection& connection) noexcept {
  if (connection.session != nullptr) connection.session->Abandon();
}

// Its own session, or what is kept of a raw context; null: nothing is.
Session* SessionOf(const Connection& connection, Identity identity) noexcept {
  return connection.session != nullptr ? connection.session
                                       : FindSession(*connection.context, identity);
}

// A command, or the reading of a reply, begins.
Session* Enter(const Connection& connection, Identity identity) noexcept {
  const KeptErrno kept;
  Session* session = SessionOf(connection, identity);
  if (session != nullptr) session->Enter(*connection.context);
  return session;
}

// It is over. Of a raw context no more is kept than is needed, and never its database, which can be
// changed past us until the next time.
void Leave(const Connection& connection, Session* session) noexcept {
  if (session == nullptr) return;
  session->Leave(*connection.context);
  if (connection.session != nullptr) return;
  LeaveSession(*connection.context);
  if (session->IsOpen()) return;
  session->SetDatabase(kNoDatabase);
  if (!session->IsNeeded()) CloseSession(connection.context);
}

// A command whose reply is not this call's to give.
Session* Sent(const Connection& connection, const Instrumentation& instrumentation,
              Session* session, const Request& request) noexcept {
  if (session == nullptr) session = OpenSession(*connection.context);
  if (session != nullptr) session->Sent(instrumentation, *connection.context, request);
  return session;
}

common::Outcome Classify(const redisContext& context, CommandKind kind, const void* reply,
                         const redisReply* readable) noexcept {
  common::Outcome outcome;
  if (reply == nullptr) {
    outcome.SetError(TransportErrorType(context.err, context.errstr));
  } else if (readable != nullptr) {
    ClassifyReply(*readable, &outcome);
    if (kind == CommandKind::kExec) ClassifyItems(*readable, &outcome);
  }
  return outcome;
}

// What listens to a connection while it waits for a reply.
class Listener {
 public:
  Listener(const Connection& connection, const Session* session) noexcept
      : connection_(connection) {
    if (session != nullptr && session->AwaitsSubscription()) {
      pushes_.emplace(connection.context, Hear, this);
    }
  }

 private:
  static void Hear(void* self, const redisReply* push) noexcept {
    Session* session = SessionOf(static_cast<Listener*>(self)->connection_, Identity::kAssume);
    if (session != nullptr) session->Received(push);
  }

  const Connection& connection_;
  std::optional<PushListener> pushes_;
};

// What became of a call that waited for a reply. The user's push callback may have ended what was
// open before.
void Ended(const Connection& connection, const void* reply, bool is_lost) noexcept {
  Session* session = SessionOf(connection, Identity::kAssume);
  if (session == nullptr) return;
  if (reply != nullptr) {
    session->Received(Readable(*connection.context, reply));
  } else if (is_lost) {
    session->Lost(*connection.context);
  }
  Leave(connection, session);
}

// What is kept of a raw context: that it is subscribed, and messages may come before replies.
Session* SessionAfter(const Connection& connection, Session* session, CommandKind kind,
                      const redisReply* reply) noexcept {
  const bool subscribes = session == nullptr && kind == CommandKind::kSubscribe &&
                          reply != nullptr && reply->type == REDIS_REPLY_ARRAY;
  return subscribes ? OpenSession(*connection.context) : session;
}

// One command by itself. `send` is hiredis's own way to the reply.
template <class Send>
redisReply* TraceAlone(const Connection& connection, Session* session, const Request& request,
                       Send send) noexcept {
  redisContext& context = *connection.context;
  const Instrumentation& instrumentation = Used(connection);
  // The request's words are the library's to free once they are sent.
  const DatabaseChange change = DatabaseChangeOf(request);
  const ReplyMode asked = session != nullptr ? ReplyModeOf(request) : ReplyMode::kNothing;
  const int database = session != nullptr ? session->database() : kNoDatabase;
  // Of a context of the user's own this was asked before.
  Operation operation = connection.session == nullptr || instrumentation.ObservesCalls()
                            ? StartCommand({instrumentation, context, database}, request)
                            : Operation();
  redisReply* reply = send();
  const KeptErrno kept;
  const redisReply* readable = Readable(context, reply);
  if (operation.IsObserved()) {
    operation.End(Classify(context, change.kind, reply, readable));
  } else {
    operation.End({});
  }
  session = SessionAfter(connection, session, change.kind, readable);
  if (session != nullptr) session->AnsweredAlone(change, asked, readable);
  const bool is_lost = reply == nullptr && context.err != 0;
  if (session != nullptr && is_lost && !session->IsOpen()) session->Lost(context);
  Leave(connection, session);
  return reply;
}

// One of several: hiredis gives the first reply that is still to come.
template <class Send>
redisReply* TraceAmongOthers(const Connection& connection, Session* session, const Request& request,
                             Send send) noexcept {
  session = Sent(connection, Used(connection), session, request);
  redisReply* reply = nullptr;
  {
    const Listener listener(connection, session);
    reply = send();
  }
  const KeptErrno kept;
  Ended(connection, reply, connection.context->err != 0);
  return reply;
}

template <class Send>
redisReply* Trace(const Connection& connection, Arguments arguments, Send send) noexcept {
  const auto send_untouched = [&send, before = errno] {
    errno = before;
    return send();
  };
  const Instrumentation& instrumentation = Used(connection);
  const Request request = Recognize(&instrumentation, arguments);
  Session* session = Enter(connection, Identity::kCommand);
  const bool begins = request.kind() == CommandKind::kMulti && !instrumentation.span_per_command();
  const bool waits = (connection.context->flags & REDIS_BLOCK) != 0;
  if (begins || !waits || (session != nullptr && session->IsOpen())) {
    return TraceAmongOthers(connection, session, request, send_untouched);
  }
  return TraceAlone(connection, session, request, send_untouched);
}

// Whether a call is to be looked at: on, and somebody wants what would come of it.
bool IsTraced(const Connection& connection) noexcept {
  return IsOn() && (connection.session != nullptr || Used(connection).ObservesCalls());
}

// What redisvCommand does with a command once it is formatted.
redisReply* SendFormatted(redisContext* context, char* bytes, size_t size) noexcept {
  const int appended = library.append_formatted_command(context, bytes, size);
  library.free_command(bytes);
  void* reply = nullptr;
  if (appended != REDIS_OK || (context->flags & REDIS_BLOCK) == 0) return nullptr;
  if (library.get_reply(context, &reply) != REDIS_OK) return nullptr;
  return AsReply(reply);
}

int TraceGetReply(const Connection& connection, void** reply,
                  int (*get)(redisContext*, void**)) noexcept {
  if (connection.context == nullptr) return REDIS_ERR;
  const Session* session = Enter(connection, Identity::kReply);
  if (session == nullptr) return get(connection.context, reply);
  void* own = nullptr;
  int result = REDIS_ERR;
  {
    const Listener listener(connection, session);
    result = get(connection.context, &own);
  }
  const KeptErrno kept;
  Ended(connection, own, result != REDIS_OK);
  if (reply != nullptr && result == REDIS_OK) {
    *reply = own;
  } else {
    library.free_reply(own);
  }
  return result;
}

// `append` is hiredis's own way to put the command into its buffer.
template <class Append>
int TraceAppend(const Connection& connection, Arguments arguments, Append append) noexcept {
  Session* session = Enter(connection, Identity::kCommand);
  const int result = append();
  if (result != REDIS_OK) return result;
  const KeptErrno kept;
  const Instrumentation& instrumentation = Used(connection);
  const Request request = Recognize(&instrumentation, arguments);
  Leave(connection, Sent(connection, instrumentation, session, request));
  return result;
}

int TraceAppendFormatted(const Connection& connection, const char* bytes, size_t size) noexcept {
  return TraceAppend(connection, Arguments::OfCommand({bytes, size}), [&] {
    return library.append_formatted_command(connection.context, bytes, size);
  });
}

}  // namespace

redisReply* TracedCommand(const Connection& connection, const char* format,
                          std::va_list arguments) noexcept {
  redisContext* context = connection.context;
  if (context == nullptr) return nullptr;
  if (!IsTraced(connection)) {
    Forget(connection);
    return AsReply(library.v_command(context, format, arguments));
  }
  std::va_list again;
  va_copy(again, arguments);
  char* bytes = nullptr;
  const int size = library.v_format_command(&bytes, format, arguments);
  redisReply* reply = nullptr;
  if (size < 0) {
    // Once more, and hiredis says in the context what is wrong with it.
    reply = TraceAlone(connection, Enter(connection, Identity::kCommand), {},
                       [&] { return AsReply(library.v_command(context, format, again)); });
  } else {
    const auto length = static_cast<size_t>(size);
    reply = Trace(connection, Arguments::OfCommand({bytes, length}),
                  [&] { return SendFormatted(context, bytes, length); });
  }
  va_end(again);
  return reply;
}

redisReply* TracedCommandArgv(const Connection& connection, int count, const char** arguments,
                              const size_t* lengths) noexcept {
  redisContext* context = connection.context;
  if (context == nullptr) return nullptr;
  const auto send = [&] {
    return AsReply(library.command_argv(context, count, arguments, lengths));
  };
  if (!IsTraced(connection)) {
    Forget(connection);
    return send();
  }
  return Trace(connection, Arguments::OfArgv(count, arguments, lengths), send);
}

int TracedAppend(const Connection& connection, const char* format,
                 std::va_list arguments) noexcept {
  redisContext* context = connection.context;
  if (context == nullptr) return REDIS_ERR;
  if (!IsTraced(connection)) {
    Forget(connection);
    return library.v_append_command(context, format, arguments);
  }
  std::va_list again;
  va_copy(again, arguments);
  char* bytes = nullptr;
  const int size = library.v_format_command(&bytes, format, arguments);
  int result = REDIS_ERR;
  if (size < 0) {
    result = library.v_append_command(context, format, again);  // says what is wrong with it
  } else {
    result = TraceAppendFormatted(connection, bytes, static_cast<size_t>(size));
    library.free_command(bytes);
  }
  va_end(again);
  return result;
}

int TracedAppendArgv(const Connection& connection, int count, const char** arguments,
                     const size_t* lengths) noexcept {
  if (connection.context == nullptr) return REDIS_ERR;
  const auto append = [&] {
    return library.append_command_argv(connection.context, count, arguments, lengths);
  };
  if (!IsTraced(connection)) {
    Forget(connection);
    return append();
  }
  return TraceAppend(connection, Arguments::OfArgv(count, arguments, lengths), append);
}

int TracedAppendFormatted(const Connection& connection, const char* bytes, size_t size) noexcept {
  if (connection.context == nullptr) return REDIS_ERR;
  if (!IsTraced(connection)) {
    Forget(connection);
    return library.append_formatted_command(connection.context, bytes, size);
  }
  return TraceAppendFormatted(connection, bytes, size);
}

int TracedGetReply(const Connection& connection, void** reply) noexcept {
  return TraceGetReply(connection, reply, library.get_reply);
}

int TracedGetReplyFromReader(const Connection& connection, void** reply) noexcept {
  return TraceGetReply(connection, reply, library.get_reply_from_reader);
}

}  // namespace otelwrap::hiredis
