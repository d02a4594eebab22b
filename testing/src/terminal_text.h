// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Foreign text on a terminal: made harmless, measured in columns, cut and padded to a width.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace otelwrap::testing {

// Control characters, direction overrides and bytes that are not UTF-8 are shown as escapes (\n,
// \x1b, \u202e); without `unicode` everything beyond ASCII is.
std::string Printable(std::string_view text, bool unicode);

// The columns that printable text takes: wide characters two, combining ones none.
size_t TextColumns(std::string_view printable);

// Exactly `columns` wide: padded with blanks, or cut with an ellipsis ("…", or "~" in ASCII).
std::string Fit(std::string_view printable, size_t columns, bool unicode);

// The same, padded on the left.
std::string FitRight(std::string_view printable, size_t columns, bool unicode);

}  // namespace otelwrap::testing
