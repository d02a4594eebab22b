// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "otlp_json.h"

#include <google/protobuf/util/json_util.h>

#include <boost/json.hpp>

#include <initializer_list>

#include "encode.h"

namespace otelwrap::testing {
namespace {

namespace json = boost::json;

// protobuf's own limit on nested messages; a value takes two JSON levels for each.
constexpr size_t kMaxDepth = 200;

// Attribute keys are values in OTLP ({"key": ..., "value": ...}), so these names are always ids.
bool IsIdField(std::string_view name) {
  for (const std::string_view id :
       {"traceId", "spanId", "parentSpanId", "trace_id", "span_id", "parent_span_id"}) {
    if (name == id) return true;
  }
  return false;
}

bool HexToBase64(json::value& id) {
  if (id.is_null()) return true;
  if (!id.is_string()) return false;
  std::string bytes;
  if (!FromHex(std::string_view(id.get_string()), &bytes)) return false;
  id = ToBase64(bytes);
  return true;
}

// Deep recursion is bounded by kMaxDepth.
bool RewriteIds(json::value& value, std::string* error) {
  if (json::array* array = value.if_array()) {
    for (json::value& item : *array) {
      if (!RewriteIds(item, error)) return false;
    }
  }
  json::object* object = value.if_object();
  if (object == nullptr) return true;
  for (auto& member : *object) {
    const std::string_view name(member.key().data(), member.key().size());
    if (IsIdField(name)) {
      if (HexToBase64(member.value())) continue;
      *error = std::string(name) + " is not hex";
      return false;
    }
    if (!RewriteIds(member.value(), error)) return false;
  }
  return true;
}

}  // namespace

bool ParseOtlpJson(std::string_view text, google::protobuf::Message* message, std::string* error) {
  json::parse_options options;
  options.max_depth = kMaxDepth;
  boost::system::error_code failure;
  json::value value =
      json::parse(json::string_view(text.data(), text.size()), failure, {}, options);
  if (failure) {
    *error = "not JSON: " + failure.message();
    return false;
  }
  if (!value.is_object()) {
    *error = "not a JSON object";
    return false;
  }
  if (!RewriteIds(value, error)) return false;
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;
  const auto status =
      google::protobuf::util::JsonStringToMessage(json::serialize(value), message, lenient);
  if (!status.ok()) *error = "not OTLP: " + std::string(status.message());
  return status.ok();
}

std::string WriteJson(const google::protobuf::Message& message) {
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(message, &json).ok()) return "{}";
  return json;
}

}  // namespace otelwrap::testing
