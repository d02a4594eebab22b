// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/attribute_value.h>

#include <cstdio>
#include <ostream>
#include <sstream>

namespace otelwrap::testing {
namespace {

void Print(std::ostream& out, bool value) { out << (value ? "true" : "false"); }
void Print(std::ostream& out, int64_t value) { out << value; }

void Print(std::ostream& out, double value) {
  std::ostringstream digits;
  digits.precision(17);
  digits << value;
  std::string text = digits.str();
  if (text.find_first_of(".en") == std::string::npos) text += ".0";  // e: 1e9; n: nan, inf
  out << text;
}

void Print(std::ostream& out, const std::string& value) {
  out << '"';
  for (const char character : value) {
    if (character == '"' || character == '\\') {
      out << '\\' << character;
    } else if (static_cast<unsigned char>(character) < 0x20 || character == 0x7f) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned char>(character));
      out << escape;
    } else {
      out << character;
    }
  }
  out << '"';
}

template <typename Value>
void Print(std::ostream& out, const std::vector<Value>& values) {
  out << '[';
  const char* separator = "";
  for (const Value& value : values) {
    out << separator;
    Print(out, value);
    separator = ", ";
  }
  out << ']';
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const AttributeValue& value) {
  std::visit([&out](const auto& alternative) { Print(out, alternative); }, value.variant());
  return out;
}

}  // namespace otelwrap::testing
