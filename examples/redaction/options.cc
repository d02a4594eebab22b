// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "options.h"

namespace redaction {
namespace {

std::optional<Kind> KindOf(const std::string& word) {
  if (word == "sql") return Kind::kSql;
  if (word == "redis") return Kind::kRedis;
  if (word == "url") return Kind::kUrl;
  return std::nullopt;
}

}  // namespace

std::optional<Options> ReadOptions(const std::vector<std::string>& arguments,
                                   std::string* problem) {
  const auto kind = arguments.empty() ? std::nullopt : KindOf(arguments.front());
  if (!kind) {
    *problem =
        "write it as: redaction sql|redis|url [--ansi-quotes] [--no-backslash-escapes] "
        "[--charset NAME] [--collapse-lists] [-0]";
    return std::nullopt;
  }
  Options options;
  options.kind = *kind;
  bool is_for_sql = false;
  for (size_t i = 1; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (argument == "-0") {
      options.end_of_input = '\0';
      continue;
    }
    is_for_sql = true;
    if (argument == "--ansi-quotes") {
      options.ansi_quotes = true;
    } else if (argument == "--no-backslash-escapes") {
      options.no_backslash_escapes = true;
    } else if (argument == "--collapse-lists") {
      options.collapse_lists = true;
    } else if (argument == "--charset" && i + 1 < arguments.size()) {
      options.charset = arguments[++i];
    } else if (argument == "--charset") {
      *problem = "--charset needs a name, such as utf8mb4.";
      return std::nullopt;
    } else {
      *problem = "'" + argument + "' is no option of redaction.";
      return std::nullopt;
    }
  }
  if (is_for_sql && options.kind != Kind::kSql) {
    *problem =
        "--ansi-quotes, --no-backslash-escapes, --charset and --collapse-lists are for sql only.";
    return std::nullopt;
  }
  return options;
}

}  // namespace redaction
