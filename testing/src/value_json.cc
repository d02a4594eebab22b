// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "value_json.h"

#include <cmath>

#include "encode.h"

namespace otelwrap::testing {
namespace {

namespace json = boost::json;

// JSON has no number for these.
json::value FromDouble(double number) {
  if (std::isnan(number)) return "NaN";
  if (std::isinf(number)) return number > 0 ? "Infinity" : "-Infinity";
  return number;
}

struct Visitor {
  json::value operator()(std::monostate) const { return nullptr; }
  json::value operator()(const std::string& text) const { return json::string(text); }
  json::value operator()(bool flag) const { return flag; }
  json::value operator()(int64_t number) const { return number; }
  json::value operator()(double number) const { return FromDouble(number); }
  json::value operator()(const ReceivedValue::Bytes& bytes) const {
    return json::string(ToBase64(bytes.data));
  }
  json::value operator()(const ReceivedValue::List& list) const {
    json::array array;
    for (const ReceivedValue& item : list) array.push_back(ToJson(item));
    return array;
  }
  json::value operator()(const ReceivedValue::Map& map) const {
    json::object object;
    for (const auto& [key, item] : map) object[key] = ToJson(item);
    return object;
  }
};

}  // namespace

json::value ToJson(const ReceivedValue& value) { return std::visit(Visitor{}, value.value); }

json::object ToJson(const ReceivedAttributes& attributes) {
  json::object object;
  for (const auto& [key, value] : attributes) object[key] = ToJson(value);
  return object;
}

}  // namespace otelwrap::testing
