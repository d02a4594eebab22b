// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the three signals share: attributes, resource, scope, ids.

#pragma once

#include <opentelemetry/proto/common/v1/common.pb.h>
#include <opentelemetry/proto/resource/v1/resource.pb.h>

#include <otelwrap/testing/received.h>

#include <string>

namespace otelwrap::testing {

using ProtoAttributes =
    google::protobuf::RepeatedPtrField<opentelemetry::proto::common::v1::KeyValue>;

ReceivedValue DecodeValue(const opentelemetry::proto::common::v1::AnyValue& value);
ReceivedAttributes DecodeAttributes(const ProtoAttributes& attributes);

void DecodeResource(const opentelemetry::proto::resource::v1::Resource& resource,
                    const std::string& schema_url, ReceivedSource* source);
void DecodeScope(const opentelemetry::proto::common::v1::InstrumentationScope& scope,
                 const std::string& schema_url, ReceivedSource* source);

// Hex, or empty for an id of zeros or none.
std::string DecodeId(const std::string& bytes);

inline constexpr size_t kTraceIdBytes = 16;
inline constexpr size_t kSpanIdBytes = 8;
inline bool IsIdOrNone(const std::string& bytes, size_t size) {
  return bytes.empty() || bytes.size() == size;
}

}  // namespace otelwrap::testing
