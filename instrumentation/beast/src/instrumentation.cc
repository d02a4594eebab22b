// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/beast/instrumentation.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/never_destroyed.h>

#include <utility>

namespace otelwrap::beast {
namespace {

common::DefaultInstrumentation<Instrumentation>& TheDefault() {
  static common::NeverDestroyed<common::DefaultInstrumentation<Instrumentation>> instance;
  return instance.get();
}

}  // namespace

Instrumentation::Instrumentation(Options options)
    : options_(std::move(options)),
      client_(common::Component::kBeast, common::kHttpClientDuration, options_),
      server_(common::Component::kBeast, common::kHttpServerDuration, options_) {}

common::Made<Instrumentation> Make(Options options) {
  std::string error = common::ValidateOptions(options);
  if (!error.empty()) return {nullptr, std::move(error)};
  return {std::make_shared<const Instrumentation>(std::move(options)), {}};
}

void SetDefault(std::shared_ptr<const Instrumentation> instrumentation) {
  TheDefault().Set(std::move(instrumentation));
}

const Instrumentation& Default() { return TheDefault().Get(); }

}  // namespace otelwrap::beast
