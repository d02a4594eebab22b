// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Bytes as hex (ids) and base64 (protobuf's JSON mapping, bytes on show).

#pragma once

#include <string>
#include <string_view>

namespace otelwrap::testing {

std::string ToHex(std::string_view bytes);  // lower case

// False when `hex` has an odd length or anything but hex digits in it.
bool FromHex(std::string_view hex, std::string* bytes);

std::string ToBase64(std::string_view bytes);

}  // namespace otelwrap::testing
