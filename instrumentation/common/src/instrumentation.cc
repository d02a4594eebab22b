// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/instrumentation.h>

#include "current_context.h"
#include "single_copy.h"

namespace otelwrap::common {
namespace {

bool IsPlainBy(const Options& options) noexcept {
  const bool has_hooks = options.outcome || options.span_attributes || options.metric_attributes;
  return !has_hooks && options.clock == nullptr && options.traces && !options.require_parent;
}

}  // namespace

Instrumentation::Instrumentation(Component component, const InstrumentSpec& duration,
                                 Options options)
    : component_(component),
      is_plain_(IsPlainBy(options)),
      options_(std::move(options)),
      providers_(options_, ScopeName(component), duration) {
  WarnOfOtherCopies();
}

Instrumentation::~Instrumentation() = default;

bool Instrumentation::IgnoresCallsFromHere() const noexcept {
  const ProviderSnapshot& providers = Providers();
  if (Observes(providers)) return false;
  return providers.propagator_kind == PropagatorKind::kNone ||
         CurrentContext(providers) == EmptyContext();
}

std::string ValidateOptions(const Options& options) {
  constexpr size_t kLeastText = 16;
  constexpr size_t kMostText = size_t{1} << 20U;
  const RedactionPolicy& redaction = options.redaction;
  if (redaction.max_text_bytes < kLeastText || redaction.max_text_bytes > kMostText) {
    return "redaction.max_text_bytes must be between 16 and 1048576";
  }
  for (const std::string& name : redaction.sensitive_query_parameters) {
    if (name.empty()) return "redaction.sensitive_query_parameters must not hold an empty name";
  }
  return {};
}

}  // namespace otelwrap::common
