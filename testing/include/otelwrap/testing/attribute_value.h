// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The value of an attribute as the tests see it: owned, ordered, comparable and printable. The SDK
// hands out views and variants that differ by version; every catcher copies them into this.
//
//   Attributes expected = {{"server.port", 6379}, {"db.system.name", "redis"}};
//
// Whole numbers of every width become int64_t, all kinds of text std::string. A number never equals
// a text, nor a whole number a floating one: the wire keeps them apart, and so do the tests.
//
// Threads: plain values. Ownership: everything is copied. Errors: none.

#pragma once

#include <otelwrap/config.h>

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace otelwrap::testing {

// True for std::string, std::string_view, OpenTelemetry's string_view and their like.
template <typename T, typename = void>
inline constexpr bool kIsText = false;
template <typename T>
inline constexpr bool
    kIsText<T, std::void_t<decltype(std::string(std::declval<const T&>().data(),
                                                std::declval<const T&>().size()))>> =
        std::is_same_v<std::decay_t<decltype(*std::declval<const T&>().data())>, char>;

class OTELWRAP_API AttributeValue {
 public:
  using Variant = std::variant<bool, int64_t, double, std::string, std::vector<bool>,
                               std::vector<int64_t>, std::vector<double>, std::vector<std::string>>;

  AttributeValue() = default;
  AttributeValue(bool value) : value_(value) {}
  AttributeValue(double value) : value_(value) {}
  AttributeValue(const char* value) : value_(std::string(value)) {}
  AttributeValue(std::vector<bool> values) : value_(std::move(values)) {}
  AttributeValue(std::vector<int64_t> values) : value_(std::move(values)) {}
  AttributeValue(std::vector<double> values) : value_(std::move(values)) {}
  AttributeValue(std::vector<std::string> values) : value_(std::move(values)) {}
  template <typename T, std::enable_if_t<std::is_integral_v<T>, int> = 0>
  AttributeValue(T value) : value_(static_cast<int64_t>(value)) {}
  template <typename T, std::enable_if_t<kIsText<T>, int> = 0>
  AttributeValue(const T& value) : value_(std::string(value.data(), value.size())) {}

  const Variant& variant() const { return value_; }

  friend bool operator==(const AttributeValue& a, const AttributeValue& b) {
    return a.value_ == b.value_;
  }
  friend bool operator!=(const AttributeValue& a, const AttributeValue& b) { return !(a == b); }
  friend bool operator<(const AttributeValue& a, const AttributeValue& b) {
    return a.value_ < b.value_;
  }

 private:
  Variant value_;
};

using Attributes = std::map<std::string, AttributeValue>;

// As JSON: text quoted and escaped, floating numbers always with a point or an exponent.
OTELWRAP_API std::ostream& operator<<(std::ostream& out, const AttributeValue& value);

}  // namespace otelwrap::testing
