// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "request.h"

#include <algorithm>

#include "upper_case.h"

namespace otelwrap::hiredis {
namespace {

constexpr size_t kDigestSize = 40;  // of SHA-1, as hex
constexpr size_t kMaxFunctionName = 64;
// What stands before XREAD's streams is never more than this.
constexpr size_t kMaxArgumentsBeforeStreams = 10;

bool IsFunctionCharacter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsHexDigit(char c) noexcept {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

bool SaysBlock(Arguments arguments) noexcept {
  std::string_view words[kMaxArgumentsBeforeStreams];
  const size_t count = arguments.Read(words, kMaxArgumentsBeforeStreams);
  for (size_t i = 1; i < count && !IsWord(words[i], "STREAMS"); ++i) {
    if (IsWord(words[i], "BLOCK")) return true;
  }
  return false;
}

}  // namespace

Request Recognize(const Instrumentation* instrumentation, Arguments arguments) noexcept {
  Request request;
  request.arguments = arguments;
  if (!arguments.Next(&request.typed)) return request;
  request.info = FindCommand(request.typed);
  if (request.info != nullptr) {
    request.name = request.info->name;
  } else if (instrumentation != nullptr) {
    request.name = instrumentation->KnownCommand(request.typed);
  }
  return request;
}

bool IsBlocking(const Request& request) noexcept {
  if (request.info == nullptr || !request.info->is_blocking) return false;
  return !request.info->keys_in_streams || SaysBlock(request.arguments);
}

std::string_view ProcedureOf(const Request& request) noexcept {
  const bool is_function = request.name == "FCALL" || request.name == "FCALL_RO";
  const bool is_digest = request.name == "EVALSHA" || request.name == "EVALSHA_RO";
  if (!is_function && !is_digest) return {};
  Arguments arguments = request.arguments;
  std::string_view words[2];
  if (arguments.Read(words, 2) != 2) return {};
  const std::string_view name = words[1];
  const bool fits =
      is_digest ? name.size() == kDigestSize && std::all_of(name.begin(), name.end(), IsHexDigit)
                : !name.empty() && name.size() <= kMaxFunctionName &&
                      std::all_of(name.begin(), name.end(), IsFunctionCharacter);
  return fits ? name : std::string_view();
}

}  // namespace otelwrap::hiredis
