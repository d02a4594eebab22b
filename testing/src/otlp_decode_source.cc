// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "otlp_decode_source.h"

#include "encode.h"

namespace otelwrap::testing {

namespace common_proto = opentelemetry::proto::common::v1;

// Recursion is bounded: protobuf's parsers refuse more than 100 nested messages.
ReceivedValue DecodeValue(const common_proto::AnyValue& value) {
  switch (value.value_case()) {
    case common_proto::AnyValue::kStringValue:
      return value.string_value();
    case common_proto::AnyValue::kBoolValue:
      return value.bool_value();
    case common_proto::AnyValue::kIntValue:
      return value.int_value();
    case common_proto::AnyValue::kDoubleValue:
      return value.double_value();
    case common_proto::AnyValue::kBytesValue:
      return ReceivedValue::Bytes{value.bytes_value()};
    case common_proto::AnyValue::kArrayValue: {
      ReceivedValue::List list;
      for (const auto& item : value.array_value().values()) list.push_back(DecodeValue(item));
      return list;
    }
    case common_proto::AnyValue::kKvlistValue: {
      ReceivedValue::Map map;
      for (const auto& item : value.kvlist_value().values()) {
        map.emplace_back(item.key(), DecodeValue(item.value()));
      }
      return map;
    }
    default:
      return {};
  }
}

ReceivedAttributes DecodeAttributes(const ProtoAttributes& attributes) {
  ReceivedAttributes decoded;
  for (const auto& attribute : attributes) {
    decoded[attribute.key()] = DecodeValue(attribute.value());
  }
  return decoded;
}

void DecodeResource(const opentelemetry::proto::resource::v1::Resource& resource,
                    const std::string& schema_url, ReceivedSource* source) {
  source->resource = DecodeAttributes(resource.attributes());
  source->resource_schema_url = schema_url;
  source->service_name = TextOf(source->resource, "service.name");
}

void DecodeScope(const common_proto::InstrumentationScope& scope, const std::string& schema_url,
                 ReceivedSource* source) {
  source->scope_name = scope.name();
  source->scope_version = scope.version();
  source->scope_schema_url = schema_url;
  source->scope_attributes = DecodeAttributes(scope.attributes());
}

std::string DecodeId(const std::string& bytes) {
  if (bytes.find_first_not_of('\0') == std::string::npos) return {};
  return ToHex(bytes);
}

}  // namespace otelwrap::testing
