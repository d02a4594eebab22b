// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// OTLP/JSON is protobuf's JSON mapping but for one thing: trace and span ids are hex, where the
// mapping has base64. Everything else (enums by name or number, 64-bit integers as strings, unknown
// fields) protobuf's own parser knows.

#pragma once

#include <google/protobuf/message.h>

#include <string>
#include <string_view>

namespace otelwrap::testing {

// Parses OTLP/JSON into `message`. False: `error` says what is wrong.
bool ParseOtlpJson(std::string_view json, google::protobuf::Message* message, std::string* error);

// Writes `message` by protobuf's mapping; for answers, which hold no ids.
std::string WriteJson(const google::protobuf::Message& message);

}  // namespace otelwrap::testing
