// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The command line of `redaction`. Pure.

#pragma once

#include <optional>
#include <string>
#include <vector>

namespace redaction {

enum class Kind { kSql, kRedis, kUrl };

struct Options {
  Kind kind = Kind::kSql;
  std::optional<bool> ansi_quotes;
  bool no_backslash_escapes = false;
  std::string charset;
  bool collapse_lists = false;
  char end_of_input = '\n';
};

// Nothing where the use is wrong; `problem` says why, in one sentence.
std::optional<Options> ReadOptions(const std::vector<std::string>& arguments, std::string* problem);

}  // namespace redaction
