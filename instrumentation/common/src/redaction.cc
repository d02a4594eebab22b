// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/redaction.h>

#include <algorithm>

namespace otelwrap::common {

bool RedactionPolicy::IsSensitiveQueryParameter(std::string_view name) const noexcept {
  return std::any_of(sensitive_query_parameters.begin(), sensitive_query_parameters.end(),
                     [name](const std::string& listed) { return listed == name; });
}

}  // namespace otelwrap::common
