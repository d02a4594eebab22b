// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "header_injection.h"

#include <cctype>
#include <cstring>
#include <exception>

#include "carry.h"

namespace otelwrap::curl {
namespace {

constexpr std::string_view kSeparator = ": ";

// "Name: value", "Name:" (leave it out) or "Name;" (send it empty): the user's word on that header.
bool IsNamed(const char* line, std::string_view name) noexcept {
  if (line == nullptr) return false;
  for (const char c : name) {
    if (std::tolower(static_cast<unsigned char>(*line)) !=
        std::tolower(static_cast<unsigned char>(c))) {
      return false;
    }
    ++line;
  }
  return *line == ':' || *line == ';';
}

bool Has(const curl_slist* list, std::string_view name) noexcept {
  for (; list != nullptr; list = list->next) {
    if (IsNamed(list->data, name)) return true;
  }
  return false;
}

}  // namespace

[[gnu::hot]] bool HeaderInjection::Header::Write(std::string_view key,
                                                 std::string_view value) noexcept {
  const size_t size = key.size() + kSeparator.size() + value.size();
  node.next = nullptr;
  if (size < kShort) {
    char* end = short_text;
    for (const std::string_view part : {key, kSeparator, value}) {
      std::memcpy(end, part.data(), part.size());
      end += part.size();
    }
    *end = '\0';
    node.data = short_text;
    return true;
  }
  try {
    long_text.assign(key).append(kSeparator).append(value);
  } catch (const std::exception&) {
    return false;
  }
  node.data = long_text.data();
  return true;
}

[[gnu::hot]] void HeaderInjection::Begin(curl_slist* users) noexcept {
  users_ = users;
  count_ = 0;
  without_baggage_ = false;
  headers_[0].short_text[0] = '\0';
  headers_[0].node = {headers_[0].short_text, users};
}

void HeaderInjection::Follow(curl_slist* users) noexcept {
  users_ = users;
  headers_[count_ > 0 ? count_ - 1 : 0].node.next = users;
}

[[gnu::hot]] void HeaderInjection::Set(opentelemetry::nostd::string_view key,
                                       opentelemetry::nostd::string_view value) noexcept {
  const std::string_view name(key.data(), key.size());
  // A "Name:" without a value would tell libcurl to leave the header out.
  if (count_ == kMaxHeaders || name.empty() || value.empty() || Has(users_, name)) return;
  if (without_baggage_ && IsBaggage(name)) return;
  // A trace state belongs to its traceparent; to the user's own it would be a stranger's.
  if (name == "tracestate" && Has(users_, "traceparent")) return;
  Header& header = headers_[count_];
  if (!header.Write(name, {value.data(), value.size()})) return;
  header.node.next = users_;
  if (count_ > 0) headers_[count_ - 1].node.next = &header.node;
  ++count_;
}

}  // namespace otelwrap::curl
