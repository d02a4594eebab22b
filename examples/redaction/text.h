// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Texts in and out of `redaction`: a command line of redis-cli, and what a terminal may be shown.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace redaction {

// The arguments as redis-cli reads them: words, "..." with \n \r \t \b \a \xHH, '...' with \'.
// Nothing where a quote is left open, or text follows one that was closed.
std::optional<std::vector<std::string>> SplitRedisLine(std::string_view line);

// Without control characters: \n, \r and \t for those, \xHH for the rest.
std::string Escaped(std::string_view text);

}  // namespace redaction
