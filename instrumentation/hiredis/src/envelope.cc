// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "envelope.h"

#include <algorithm>
#include <string>
#include <utility>

namespace otelwrap::hiredis {
namespace {

constexpr size_t kMaxNameBytes = 64;
constexpr size_t kMaxValueBytes = 8192;
constexpr std::string_view kBetween = ": ";
constexpr std::string_view kMember = "otelcontext";
constexpr std::string_view kBlanks = " \t\r\n";

bool IsNameCharacter(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_';
}

bool Take(std::string_view* text, std::string_view begin) noexcept {
  if (text->substr(0, begin.size()) != begin) return false;
  text->remove_prefix(begin.size());
  return true;
}

// `<name>: <value>\n`
bool TakeLine(std::string_view* text, MessageContext* context) {
  const size_t end = text->find('\n');
  const size_t middle = text->find(kBetween);
  if (end == std::string_view::npos || middle >= end) return false;
  const size_t value = middle + kBetween.size();
  if (!AddTo(context, text->substr(0, middle), text->substr(value, end - value))) return false;
  text->remove_prefix(end + 1);
  return true;
}

bool TakeToken(std::string_view* text, std::string_view token) noexcept {
  const size_t begin = text->find_first_not_of(kBlanks);
  text->remove_prefix(std::min(begin, text->size()));
  return Take(text, token);
}

// `"..."` with \" and \\, as we write it.
bool TakeText(std::string_view* text, std::string* out) {
  if (!TakeToken(text, "\"")) return false;
  while (!text->empty()) {
    if (Take(text, "\"")) return true;
    if (Take(text, "\\") && (text->empty() || (text->front() != '"' && text->front() != '\\'))) {
      return false;
    }
    out->push_back(text->front());
    text->remove_prefix(1);
  }
  return false;
}

bool TakePair(std::string_view* text, MessageContext* context) {
  std::string name;
  std::string value;
  return TakeText(text, &name) && TakeToken(text, ":") && TakeText(text, &value) &&
         AddTo(context, name, value);
}

// `add` says whether there was room for it.
template <class Add>
void ForEachThatTravels(const MessageContext& context, Add add) {
  size_t count = 0;
  for (const auto& [name, value] : context) {
    if (count < kMaxContextNames && MayTravel(name, value) && add(name, value)) ++count;
  }
}

void AppendText(std::string_view text, std::string* out) {
  out->push_back('"');
  for (const char c : text) {
    if (c == '"' || c == '\\') out->push_back('\\');
    out->push_back(c);
  }
  out->push_back('"');
}

}  // namespace

bool MayTravel(std::string_view name, std::string_view value) noexcept {
  const bool is_name = !name.empty() && name.size() <= kMaxNameBytes &&
                       std::all_of(name.begin(), name.end(), IsNameCharacter);
  return is_name && value.size() <= kMaxValueBytes &&
         std::all_of(value.begin(), value.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

bool AddTo(MessageContext* context, std::string_view name, std::string_view value) {
  return context->size() < kMaxContextNames && MayTravel(name, value) &&
         context->emplace(name, value).second;
}

bool ReadPrefix(std::string_view message, Unwrapped* unwrapped) {
  std::string_view head = message.substr(0, kMaxContextBytes);
  const size_t size = head.size();
  if (!Take(&head, kPrefixBegin)) return false;
  MessageContext context;
  while (!Take(&head, "\n")) {
    if (!TakeLine(&head, &context)) return false;
  }
  unwrapped->payload = message.substr(size - head.size());
  unwrapped->context = std::move(context);
  return true;
}

bool ReadJson(std::string_view message, Unwrapped* unwrapped) {
  std::string_view head = message.substr(0, kMaxContextBytes);
  std::string member;
  if (!TakeToken(&head, "{") || !TakeToken(&head, "\"") || !Take(&head, kMember)) return false;
  if (!Take(&head, "\"") || !TakeToken(&head, ":") || !TakeToken(&head, "{")) return false;
  MessageContext context;
  while (!TakeToken(&head, "}")) {
    if (!context.empty() && !TakeToken(&head, ",")) return false;
    if (!TakePair(&head, &context)) return false;
  }
  unwrapped->payload = message;
  unwrapped->context = std::move(context);
  return true;
}

std::string PrefixHead(const MessageContext& context) {
  std::string head;
  ForEachThatTravels(context, [&](std::string_view name, std::string_view value) {
    const size_t more = name.size() + kBetween.size() + value.size() + 1;
    const size_t room = kMaxContextBytes - kPrefixBegin.size() - 1 - head.size();
    if (more > room) return false;
    head.append(name).append(kBetween).append(value).append("\n");
    return true;
  });
  return head.empty() ? head : std::string(kPrefixBegin).append(head).append("\n");
}

std::string JsonMember(const MessageContext& context) {
  constexpr size_t kAround = 32;  // blanks, braces and the member's name
  std::string pairs;
  ForEachThatTravels(context, [&](std::string_view name, std::string_view value) {
    std::string pair(pairs.empty() ? "" : ",");
    AppendText(name, &pair);
    pair.push_back(':');
    AppendText(value, &pair);
    if (pair.size() + pairs.size() + kAround > kMaxContextBytes) return false;
    pairs.append(pair);
    return true;
  });
  if (pairs.empty()) return pairs;
  return std::string("\"").append(kMember).append("\":{").append(pairs).append("}");
}

}  // namespace otelwrap::hiredis
