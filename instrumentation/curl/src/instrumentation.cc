// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/environment.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/curl/instrumentation.h>

#include <string>
#include <utility>

#include "target_cache.h"

namespace otelwrap::curl {
namespace {

common::DefaultInstrumentation<Instrumentation>& TheDefault() {
  static auto& instrumentation = *new common::DefaultInstrumentation<Instrumentation>;
  return instrumentation;
}

Phases ReadPhases() {
  const auto text = common::environment::ReadString(common::environment::kCurlPhases);
  if (text == "events") return Phases::kEvents;
  if (text == "off") return Phases::kOff;
  return Phases::kSpans;
}

}  // namespace

Instrumentation::Instrumentation(Options options)
    : common::Instrumentation(common::Component::kCurl, common::kHttpClientDuration, options),
      phases_(options.phases ? *options.phases : ReadPhases()),
      targets_(std::make_unique<TargetCache>()) {}

Instrumentation::~Instrumentation() = default;

std::shared_ptr<const common::Target> Instrumentation::FindTarget(std::string_view host,
                                                                  int64_t port) const noexcept {
  return targets_->Find(options(), host, port);
}

common::Made<Instrumentation> Make(Options options) {
  std::string error = common::ValidateOptions(options);
  if (!error.empty()) return {nullptr, std::move(error)};
  return {std::make_shared<const Instrumentation>(std::move(options)), {}};
}

void SetDefault(std::shared_ptr<const Instrumentation> instrumentation) {
  TheDefault().Set(std::move(instrumentation));
}

const Instrumentation& Default() { return TheDefault().Get(); }

}  // namespace otelwrap::curl
