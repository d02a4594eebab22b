// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The masker's own form, over a cursor: see <otelwrap/hiredis/mask.h>.

#pragma once

#include <otelwrap/common/redaction.h>

#include <string>

#include "arguments.h"

namespace otelwrap::hiredis {

// Of a command no more arguments than this are shown.
inline constexpr size_t kMaxShownArguments = 128;

std::string MaskArguments(Arguments arguments, const common::RedactionPolicy& policy) noexcept;

// Whether it can be a command's name: letters, digits, '.', '_', '-' and '|', at most 48. Anything
// else sent as a command is data that went astray, and is not shown.
bool IsCommandName(std::string_view name) noexcept;

}  // namespace otelwrap::hiredis
