// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "preview.h"

#include <otelwrap/common/redaction.h>
#include <otelwrap/common/url.h>

#ifdef REDACTION_HAS_MYSQL
#include <otelwrap/mysql/sanitize.h>
#endif
#ifdef REDACTION_HAS_HIREDIS
#include <otelwrap/hiredis/mask.h>
#endif

#include <cctype>
#include <vector>

#include "text.h"

namespace redaction {
namespace {

#ifdef REDACTION_HAS_MYSQL
std::optional<Preview> PreviewSql(std::string_view input, const Options& options) {
  otelwrap::mysql::SqlDialect dialect;
  dialect.ansi_quotes = options.ansi_quotes;
  dialect.no_backslash_escapes = options.no_backslash_escapes;
  dialect.charset = options.charset;
  otelwrap::mysql::SanitizeOptions how;
  how.collapse_lists = options.collapse_lists;
  Preview preview;
  otelwrap::mysql::SanitizeSql(input, dialect, preview.text, how);
  preview.name = otelwrap::mysql::SummarizeSql(input, dialect).view();
  return preview;
}
#endif

#ifdef REDACTION_HAS_HIREDIS
// The span is named by the command where it has the form of one: the first word that is shown.
std::string NameOf(const std::string& masked) {
  if (masked.empty() || std::isalpha(static_cast<unsigned char>(masked[0])) == 0) return "redis";
  return masked.substr(0, masked.find(' '));
}

std::optional<Preview> PreviewRedis(std::string_view input) {
  const auto words = SplitRedisLine(input);
  if (!words) return std::nullopt;
  const std::vector<std::string_view> arguments(words->begin(), words->end());
  std::string masked = otelwrap::hiredis::MaskCommand(arguments, {});
  std::string name = NameOf(masked);
  return Preview{std::move(masked), std::move(name)};
}
#endif

std::optional<Preview> PreviewUrl(std::string_view input) {
  Preview preview;
  otelwrap::common::AppendRedactedUrl(input, {}, preview.text);
  if (const auto parts = otelwrap::common::ParseUrl(input)) {
    preview.name = parts->host;
    if (parts->port != 0) preview.name += ":" + std::to_string(parts->port);
  }
  return preview;
}

}  // namespace

bool IsBuilt([[maybe_unused]] Kind kind) {
#ifndef REDACTION_HAS_MYSQL
  if (kind == Kind::kSql) return false;
#endif
#ifndef REDACTION_HAS_HIREDIS
  if (kind == Kind::kRedis) return false;
#endif
  return true;
}

std::optional<Preview> PreviewOf(std::string_view input, const Options& options) {
  switch (options.kind) {
#ifdef REDACTION_HAS_MYSQL
    case Kind::kSql:
      return PreviewSql(input, options);
#endif
#ifdef REDACTION_HAS_HIREDIS
    case Kind::kRedis:
      return PreviewRedis(input);
#endif
    case Kind::kUrl:
      return PreviewUrl(input);
    default:
      return std::nullopt;
  }
}

}  // namespace redaction
