// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What the public SanitizeSql() stands on, and what an option of the user's adds: the literals
// left in, the secrets still out.
//
// Threads: pure functions. Errors: false where memory was out; `out` is empty then.

#pragma once

#include <otelwrap/mysql/sanitize.h>

#include <cstddef>
#include <string>
#include <string_view>

namespace otelwrap::mysql {

enum class Literals { kMasked, kShown };

bool WriteQueryText(std::string_view text, const SqlDialect& dialect, Literals literals,
                    std::string& out, size_t max_bytes) noexcept;

}  // namespace otelwrap::mysql
