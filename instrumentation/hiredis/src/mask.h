// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The masker's own form, over a recognized command: see <otelwrap/hiredis/mask.h>.

#pragma once

#include <otelwrap/common/redaction.h>
#include <otelwrap/hiredis/mask.h>

#include <string>
#include <string_view>

#include "query_text.h"
#include "request.h"

namespace otelwrap::hiredis {

// Of a command no more arguments than this are shown.
inline constexpr size_t kMaxShownArguments = 128;

std::string MaskRequest(const Request& request, const common::RedactionPolicy& policy,
                        KeyText keys) noexcept;

inline constexpr std::string_view kMasked = "?";

// A key, or the name of a channel, as much of it as is shown.
void AddMaskedKey(std::string_view key, KeyText shown, QueryText* text);

// Whether it can be a command's name: letters, digits, '.', '_', '-' and '|', at most 48.
bool IsCommandName(std::string_view name) noexcept;

}  // namespace otelwrap::hiredis
