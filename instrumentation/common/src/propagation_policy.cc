// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/propagation_policy.h>

#include <algorithm>
#include <cctype>

namespace otelwrap::common {
namespace {

bool SameText(std::string_view left, std::string_view right) noexcept {
  return left.size() == right.size() &&
         std::equal(left.begin(), left.end(), right.begin(), [](unsigned char a, unsigned char b) {
           return std::tolower(a) == std::tolower(b);
         });
}

bool Matches(std::string_view pattern, std::string_view host) noexcept {
  if (!pattern.empty() && pattern.front() == '.') {
    return host.size() > pattern.size() &&
           SameText(host.substr(host.size() - pattern.size()), pattern);
  }
  return SameText(pattern, host);
}

}  // namespace

bool PropagationPolicy::Allows(std::string_view host) const noexcept {
  if (mode_ == Mode::kEverywhere) return true;
  const bool listed = std::any_of(hosts_.begin(), hosts_.end(),
                                  [host](const auto& pattern) { return Matches(pattern, host); });
  return listed == (mode_ == Mode::kOnlyTo);
}

}  // namespace otelwrap::common
