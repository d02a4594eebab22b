// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What telemetry would show of one input, by the components' own functions.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "options.h"

namespace redaction {

struct Preview {
  std::string text;  // db.query.text or url.full
  std::string name;  // db.query.summary, the command's name, or the URL's host and port
};

// Whether the component whose function this kind needs is part of this build.
bool IsBuilt(Kind kind);

// Nothing where the input can't be read (a Redis command with an open quote).
std::optional<Preview> PreviewOf(std::string_view input, const Options& options);

}  // namespace redaction
