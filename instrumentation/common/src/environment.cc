// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/environment.h>

#include <cctype>
#include <cstdlib>

namespace otelwrap::common::environment {
namespace {

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) noexcept {
  if (text.size() != lower.size()) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(text[i])) != lower[i]) return false;
  }
  return true;
}

}  // namespace

std::optional<std::string> ReadString(const char* name) {
  const char* value = std::getenv(name);
  if (value == nullptr || *value == '\0') return std::nullopt;
  return value;
}

std::optional<bool> ReadBool(const char* name) {
  const std::optional<std::string> value = ReadString(name);
  if (!value) return std::nullopt;
  if (EqualsIgnoringCase(*value, "true")) return true;
  if (EqualsIgnoringCase(*value, "false")) return false;
  return std::nullopt;
}

}  // namespace otelwrap::common::environment
