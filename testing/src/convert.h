// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// From OpenTelemetry's views and ids to the plain values that the tests see.

#pragma once

#include <opentelemetry/common/attribute_value.h>
#include <opentelemetry/common/key_value_iterable.h>
#include <opentelemetry/nostd/string_view.h>
#include <opentelemetry/sdk/instrumentationscope/instrumentation_scope.h>
#include <opentelemetry/sdk/resource/resource.h>
#include <otelwrap/testing/attribute_value.h>
#include <otelwrap/testing/span.h>

#include <string>

namespace otelwrap::testing {

AttributeValue FromOtel(const opentelemetry::common::AttributeValue& value);
AttributeValue FromOtel(const opentelemetry::sdk::common::OwnedAttributeValue& value);
Attributes FromOtel(const opentelemetry::common::KeyValueIterable& attributes);
Attributes FromOtel(const opentelemetry::sdk::resource::Resource& resource);
Scope FromOtel(const opentelemetry::sdk::instrumentationscope::InstrumentationScope& scope);

// Any id of the API, in lower-case hex; an invalid one as the empty text.
template <typename Id>
std::string ToHex(const Id& id) {
  if (!id.IsValid()) return {};
  char text[2 * Id::kSize];
  id.ToLowerBase16(text);
  return std::string(text, sizeof text);
}

}  // namespace otelwrap::testing
