// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/environment.h>
#include <otelwrap/common/http.h>
#include <otelwrap/common/never_destroyed.h>

#include <exception>
#include <string>
#include <vector>

namespace otelwrap::common {
namespace {

std::vector<std::string> Split(const std::string& list) {
  std::vector<std::string> items(1);
  for (const char c : list) {
    if (c == ',') {
      items.emplace_back();
    } else if (c != ' ' && c != '\t') {
      items.back() += c;
    }
  }
  return items;
}

std::vector<std::string> ReadKnownMethods() {
  if (const auto list = environment::ReadString(environment::kHttpKnownMethods))
    return Split(*list);
  return {"GET", "POST", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS", "QUERY", "CONNECT", "TRACE"};
}

}  // namespace

[[gnu::hot]] std::string_view KnownHttpMethod(std::string_view method) noexcept {
  try {
    // Never destroyed, so that the views stay good for ever.
    static const NeverDestroyed<std::vector<std::string>> known(ReadKnownMethods());
    for (const std::string& name : known.get()) {
      if (name == method && !method.empty()) return name;
    }
  } catch (
      const std::exception&) {  // NOLINT(bugprone-empty-catch): memory is out: no method is known
  }
  return kOtherHttpMethod;
}

}  // namespace otelwrap::common
