// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "classify.h"

#include <netdb.h>
#include <otelwrap/common/error_types.h>
#include <otelwrap/common/semconv.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>

#include "replies.h"

namespace otelwrap::hiredis {
namespace {

namespace error_types = common::error_types;
using common::Use;

// The codes of Redis itself, sorted. One that isn't here comes from a script or a module, where it
// may be anything: `_OTHER` in error.type, and shown on the span alone.
constexpr std::string_view kServerCodes[] = {
    "ASK",         "BUSY",       "BUSYGROUP",    "BUSYKEY",  "CLUSTERDOWN", "CROSSSLOT",
    "DENIED",      "ERR",        "EXECABORT",    "INPROG",   "INVALIDOBJ",  "IOERR",
    "LOADING",     "MASTERDOWN", "MISCONF",      "MOVED",    "NOADDR",      "NOAUTH",
    "NOGOODSLAVE", "NOGROUP",    "NOMASTERLINK", "NOPERM",   "NOPROTO",     "NOQUORUM",
    "NOREPLICAS",  "NOSCRIPT",   "NOSUB",        "NOTBUSY",  "NOTREADY",    "OOM",
    "READONLY",    "STALE",      "SYNTAX",       "TRYAGAIN", "UNBLOCKED",   "UNKILLABLE",
    "WRONGPASS",   "WRONGTYPE"};

bool IsCode(std::string_view word) noexcept {
  constexpr size_t kMaxCode = 32;
  const auto fits = [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
  };
  return !word.empty() && word.size() <= kMaxCode && word[0] >= 'A' && word[0] <= 'Z' &&
         std::all_of(word.begin(), word.end(), fits);
}

bool IsServerCode(std::string_view code) noexcept {
  return std::binary_search(std::begin(kServerCodes), std::end(kServerCodes), code);
}

struct SystemError {
  int number;
  std::string_view error_type;
};

// EAGAIN: a blocking socket's own timeout.
constexpr SystemError kSystemErrors[] = {
    {EAGAIN, error_types::kTimeout},
    {ETIMEDOUT, error_types::kTimeout},
    {ECONNREFUSED, error_types::kConnectionRefused},
    {ECONNRESET, error_types::kConnectionReset},
    {EPIPE, error_types::kConnectionClosed},
};

constexpr int kResolverErrors[] = {EAI_NONAME, EAI_AGAIN, EAI_FAIL};

bool EndsWith(std::string_view text, std::string_view end) noexcept {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

// hiredis may have put the name of the failed function before the system's text.
std::string_view SystemErrorType(std::string_view text) noexcept {
  for (const SystemError& error : kSystemErrors) {
    char buffer[128];
    if (EndsWith(text, strerror_r(error.number, buffer, sizeof buffer))) return error.error_type;
  }
  return error_types::kNetworkError;
}

std::string_view OtherErrorType(std::string_view text) noexcept {
  const bool unresolved =
      std::any_of(std::begin(kResolverErrors), std::end(kResolverErrors),
                  [text](int error) { return EndsWith(text, gai_strerror(error)); });
  return unresolved ? error_types::kHostNotFound : error_types::kOther;
}

}  // namespace

void ClassifyReply(const redisReply& reply, common::Outcome* outcome) noexcept {
  if (reply.type != REDIS_REPLY_ERROR) return;
  const std::string_view text = TextOf(reply);
  const std::string_view code = text.substr(0, text.find(' '));
  if (!IsCode(code)) {
    outcome->SetError(error_types::kOther);
    return;
  }
  const bool known = IsServerCode(code);
  outcome->SetError(known ? code : error_types::kOther);
  outcome->attributes().AddText(known ? Use::kBoth : Use::kSpan,
                                common::semconv::kDbResponseStatusCode, code);
}

void ClassifyItems(const redisReply& reply, common::Outcome* outcome) noexcept {
  if (reply.type != REDIS_REPLY_ARRAY) return;
  for (size_t i = 0; i < reply.elements && !outcome->IsError(); ++i) {
    if (reply.element[i] != nullptr) ClassifyReply(*reply.element[i], outcome);
  }
}

std::string_view TransportErrorType(int error, std::string_view text) noexcept {
  switch (error) {
    case REDIS_ERR_IO:
      return SystemErrorType(text);
    case REDIS_ERR_EOF:
      return error_types::kConnectionClosed;
    case REDIS_ERR_PROTOCOL:
      return error_types::kProtocolError;
    case REDIS_ERR_OOM:
      return error_types::kOutOfMemory;
    case REDIS_ERR_TIMEOUT:
      return error_types::kTimeout;
    default:
      return OtherErrorType(text);
  }
}

}  // namespace otelwrap::hiredis
