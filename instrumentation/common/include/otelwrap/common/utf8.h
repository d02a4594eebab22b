// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Whether bytes are UTF-8. Attributes must be: a collector that gets another text in one of them
// refuses the whole batch. Hosts, paths and schemas may be of any bytes.
//
// Threads: pure functions. Errors: none.

#pragma once

#include <otelwrap/config.h>

#include <cstddef>
#include <string_view>

namespace otelwrap::common {

// The size of the UTF-8 character at `at`; 0 where there is none.
OTELWRAP_API size_t Utf8Size(std::string_view text, size_t at) noexcept;

// How many bytes from the beginning on are UTF-8.
OTELWRAP_API size_t Utf8Prefix(std::string_view text) noexcept;

// Each byte that is none becomes `?`.
OTELWRAP_API void RepairUtf8(char* text, size_t size) noexcept;

}  // namespace otelwrap::common
