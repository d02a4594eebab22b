// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "traced_call.h"

#include <otelwrap/common/switches.h>

#include <cerrno>

#include "arguments.h"
#include "classify.h"
#include "library.h"
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

// What goes by untraced is not followed.
void Forget(const Connection& connection) noexcept {
  if (connection.session == nullptr) return;
  connection.session->Abandon();
  connection.session->SetDatabase(kNoDatabase);
}

// Its own session, or what is open on a raw context; null: nothing is.
Session* OpenSessionOf(const Connection& connection, Identity identity) noexcept {
  if (connection.session == nullptr) return FindSession(*connection.context, identity);
  return connection.session->IsOpen() ? connection.session : nullptr;
}

// A command whose reply is not this call's to give.
void Sent(const Connection& connection, const Request& request) noexcept {
  Session* session = connection.session;
  if (session == nullptr) session = FindSession(*connection.context, Identity::kCheck);
  if (session == nullptr) session = OpenSession(*connection.context);
  if (session != nullptr) session->Sent(Used(connection), *connection.context, request);
}

void CloseIfDone(const Connection& connection, const Session& session) noexcept {
  if (connection.session == nullptr && !session.IsOpen()) CloseSession(connection.context);
}

void Received(const Connection& connection, Session* session, const void* reply) noexcept {
  if (session == nullptr) return;
  session->Received(Readable(*connection.context, reply));
  CloseIfDone(connection, *session);
}

void Lost(const Connection& connection, Session* session) noexcept {
  if (session == nullptr) return;
  session->Lost(*connection.context);
  CloseIfDone(connection, *session);
}

common::Outcome Classify(const redisContext& context, const Request& request, const void* reply,
                         const redisReply* readable) noexcept {
  common::Outcome outcome;
  if (reply == nullptr) {
    outcome.SetError(TransportErrorType(context.err, context.errstr));
  } else if (readable != nullptr) {
    ClassifyReply(*readable, &outcome);
    if (request.name == "EXEC") ClassifyItems(*readable, &outcome);
  }
  return outcome;
}

// One command by itself. `send` is hiredis's own way to the reply.
template <class Send>
redisReply* TraceAlone(const Connection& connection, const Request& request, Send send) noexcept {
  redisContext& context = *connection.context;
  const int database = connection.session != nullptr ? connection.session->database() : kNoDatabase;
  const Instrumentation& instrumentation = Used(connection);
  // The request's words are the library's to free once they are sent.
  const DatabaseChange change =
      connection.session != nullptr ? DatabaseChangeOf(request) : DatabaseChange{};
  Operation operation = instrumentation.ObservesCalls()
                            ? StartCommand({instrumentation, context, database}, request)
                            : Operation();
  redisReply* reply = send();
  const int left_by_library = errno;
  const redisReply* readable = Readable(context, reply);
  operation.End(Classify(context, request, reply, readable));
  if (connection.session != nullptr) {
    connection.session->SetDatabase(DatabaseAfter(change, readable, database));
  }
  errno = left_by_library;
  return reply;
}

// One of several: hiredis gives the first reply that is still to come.
template <class Send>
redisReply* TraceAmongOthers(const Connection& connection, const Request& request,
                             Send send) noexcept {
  Sent(connection, request);
  redisReply* reply = send();
  const int left_by_library = errno;
  Session* session = OpenSessionOf(connection, Identity::kAssume);
  if (reply != nullptr) {
    Received(connection, session, reply);
  } else if (connection.context->err != 0) {
    Lost(connection, session);
  }
  errno = left_by_library;
  return reply;
}

template <class Send>
redisReply* Trace(const Connection& connection, Arguments arguments, Send send) noexcept {
  const Instrumentation& instrumentation = Used(connection);
  const Request request = Recognize(&instrumentation, arguments);
  const bool begins = request.name == "MULTI" && !instrumentation.span_per_command();
  const bool waits = (connection.context->flags & REDIS_BLOCK) != 0;
  if (begins || !waits || OpenSessionOf(connection, Identity::kCheck) != nullptr) {
    return TraceAmongOthers(connection, request, send);
  }
  return TraceAlone(connection, request, send);
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
  Session* session = OpenSessionOf(connection, Identity::kAssume);
  if (session == nullptr) return get(connection.context, reply);
  void* own = nullptr;
  const int result = get(connection.context, &own);
  const int left_by_library = errno;
  if (result != REDIS_OK) {
    Lost(connection, session);
  } else {
    if (own != nullptr) Received(connection, session, own);
    if (reply != nullptr) {
      *reply = own;
    } else {
      library.free_reply(own);
    }
  }
  errno = left_by_library;
  return result;
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
    reply = TraceAlone(connection, {},
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
    result = TracedAppendFormatted(connection, bytes, static_cast<size_t>(size));
    library.free_command(bytes);
  }
  va_end(again);
  return result;
}

int TracedAppendArgv(const Connection& connection, int count, const char** arguments,
                     const size_t* lengths) noexcept {
  if (connection.context == nullptr) return REDIS_ERR;
  const int result = library.append_command_argv(connection.context, count, arguments, lengths);
  if (!IsTraced(connection)) {
    Forget(connection);
  } else if (result == REDIS_OK) {
    const Arguments command = Arguments::OfArgv(count, arguments, lengths);
    Sent(connection, Recognize(&Used(connection), command));
  }
  return result;
}

int TracedAppendFormatted(const Connection& connection, const char* bytes, size_t size) noexcept {
  if (connection.context == nullptr) return REDIS_ERR;
  const int result = library.append_formatted_command(connection.context, bytes, size);
  if (!IsTraced(connection)) {
    Forget(connection);
  } else if (result == REDIS_OK) {
    Sent(connection, Recognize(&Used(connection), Arguments::OfCommand({bytes, size})));
  }
  return result;
}

int TracedGetReply(const Connection& connection, void** reply) noexcept {
  return TraceGetReply(connection, reply, library.get_reply);
}

int TracedGetReplyFromReader(const Connection& connection, void** reply) noexcept {
  return TraceGetReply(connection, reply, library.get_reply_from_reader);
}

}  // namespace otelwrap::hiredis
