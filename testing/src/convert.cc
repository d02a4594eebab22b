// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "convert.h"

#include <opentelemetry/nostd/span.h>
#include <opentelemetry/nostd/variant.h>

#include <type_traits>
#include <vector>

namespace otelwrap::testing {
namespace {

namespace nostd = opentelemetry::nostd;

template <typename Value>
using TestValue = std::conditional_t<
    std::is_same_v<Value, bool>, bool,
    std::conditional_t<std::is_same_v<Value, double>, double,
                       std::conditional_t<std::is_integral_v<Value>, int64_t, std::string>>>;

// Serves both of OpenTelemetry's variants: the API's, of views, and the SDK's, of owned values.
struct Converter {
  template <typename Value>
  AttributeValue operator()(const Value& value) const {
    return AttributeValue(value);
  }
  template <typename Value>
  AttributeValue operator()(const nostd::span<const Value>& values) const {
    return List<Value>(values);
  }
  template <typename Value>
  AttributeValue operator()(const std::vector<Value>& values) const {
    return List<Value>(values);
  }

 private:
  template <typename Value, typename Values>
  static AttributeValue List(const Values& values) {
    using Element = TestValue<std::remove_cv_t<Value>>;
    std::vector<Element> list;
    list.reserve(values.size());
    for (const auto& value : values) list.push_back(Element(value));
    return list;
  }
};

}  // namespace

AttributeValue FromOtel(const opentelemetry::common::AttributeValue& value) {
  return nostd::visit(Converter(), value);
}

AttributeValue FromOtel(const opentelemetry::sdk::common::OwnedAttributeValue& value) {
  return nostd::visit(Converter(), value);
}

Attributes FromOtel(const opentelemetry::common::KeyValueIterable& attributes) {
  Attributes copy;
  attributes.ForEachKeyValue(
      [&copy](nostd::string_view key, opentelemetry::common::AttributeValue value) noexcept {
        copy.insert_or_assign(std::string(key), FromOtel(value));
        return true;
      });
  return copy;
}

Attributes FromOtel(const opentelemetry::sdk::resource::Resource& resource) {
  Attributes copy;
  for (const auto& [key, value] : resource.GetAttributes()) copy.emplace(key, FromOtel(value));
  return copy;
}

Scope FromOtel(const opentelemetry::sdk::instrumentationscope::InstrumentationScope& scope) {
  return {scope.GetName(), scope.GetVersion(), scope.GetSchemaURL()};
}

}  // namespace otelwrap::testing
