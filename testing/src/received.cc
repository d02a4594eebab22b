// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/received.h>

#include <charconv>
#include <ostream>
#include <system_error>

#include "value_json.h"

namespace otelwrap::testing {
namespace {

// The fewest digits that still read back as the same number.
std::string Shortest(double number) {
  char text[32];
  const auto [end, error] = std::to_chars(text, text + sizeof text, number);
  return {text, error == std::errc() ? end : text};
}

}  // namespace

std::string ToText(const ReceivedValue& value) {
  if (const auto* text = std::get_if<std::string>(&value.value)) return *text;
  if (std::holds_alternative<std::monostate>(value.value)) return {};
  if (const auto* number = std::get_if<double>(&value.value)) return Shortest(*number);
  return boost::json::serialize(ToJson(value));
}

std::ostream& operator<<(std::ostream& out, const ReceivedValue& value) {
  return out << boost::json::serialize(ToJson(value));
}

std::string TextOf(const ReceivedAttributes& attributes, const std::string& key) {
  const auto found = attributes.find(key);
  return found == attributes.end() ? std::string() : ToText(found->second);
}

const char* ToText(ReceivedSpanKind kind) {
  switch (kind) {
    case ReceivedSpanKind::kInternal:
      return "internal";
    case ReceivedSpanKind::kServer:
      return "server";
    case ReceivedSpanKind::kClient:
      return "client";
    case ReceivedSpanKind::kProducer:
      return "producer";
    case ReceivedSpanKind::kConsumer:
      return "consumer";
    default:
      return "unspecified";
  }
}

const char* ToText(ReceivedStatus status) {
  switch (status) {
    case ReceivedStatus::kOk:
      return "ok";
    case ReceivedStatus::kError:
      return "error";
    default:
      return "unset";
  }
}

}  // namespace otelwrap::testing
