// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/metric_advice.h>
#include <otelwrap/hiredis/instrumentation.h>

#include <algorithm>
#include <utility>

#include "command_table.h"
#include "mask.h"
#include "upper_case.h"

namespace otelwrap::hiredis {
namespace {

constexpr size_t kMostKnownCommands = 256;

std::vector<std::string> Sorted(std::vector<std::string> names) {
  for (std::string& name : names) ToUpperCase(name, name.data());
  std::sort(names.begin(), names.end());
  return names;
}

std::string Validate(const Options& options) {
  std::string problem = common::ValidateOptions(options);
  if (!problem.empty()) return problem;
  if (options.known_commands.size() > kMostKnownCommands) {
    return "known_commands must not hold more than 256 names";
  }
  for (const std::string& name : options.known_commands) {
    if (!IsCommandName(name)) {
      return "known_commands must hold names of 1 to 48 letters, digits, '.', '_', '-' or '|'";
    }
  }
  return {};
}

}  // namespace

Instrumentation::Instrumentation(Options options)
    : common::Instrumentation(common::Component::kHiredis, common::kDbClientDuration, options),
      query_text_(options.query_text),
      keys_(options.keys),
      span_per_command_(options.span_per_command),
      connection_spans_(options.connection_spans),
      connection_metrics_(options.connection_metrics),
      message_spans_(options.message_spans),
      messages_(common::Component::kHiredis, {}, options),
      known_commands_(Sorted(std::move(options.known_commands))) {}

std::string_view Instrumentation::KnownCommand(std::string_view name) const noexcept {
  char upper[kMaxCommandName];
  if (known_commands_.empty() || name.size() > sizeof upper) return {};
  ToUpperCase(name, upper);
  const std::string_view wanted(upper, name.size());
  const auto found = std::lower_bound(known_commands_.begin(), known_commands_.end(), wanted);
  return found != known_commands_.end() && *found == wanted ? std::string_view(*found)
                                                            : std::string_view();
}

common::Made<Instrumentation> Make(Options options) {
  return common::MakeUnless<Instrumentation>(Validate(options), std::move(options));
}

void SetDefault(std::shared_ptr<const Instrumentation> instrumentation) {
  common::DefaultOf<Instrumentation>().Set(std::move(instrumentation));
}

const Instrumentation& Default() noexcept { return common::DefaultOf<Instrumentation>().Get(); }

}  // namespace otelwrap::hiredis
