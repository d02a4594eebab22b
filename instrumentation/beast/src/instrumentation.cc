// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/beast/instrumentation.h>
#include <otelwrap/common/metric_advice.h>

#include <utility>

namespace otelwrap::beast {

Instrumentation::Instrumentation(Options options)
    : options_(std::move(options)),
      client_(common::Component::kBeast, common::kHttpClientDuration, options_),
      server_(common::Component::kBeast, common::kHttpServerDuration, options_) {}

common::Made<Instrumentation> Make(Options options) {
  return common::MakeUnless<Instrumentation>(common::ValidateOptions(options), std::move(options));
}

void SetDefault(std::shared_ptr<const Instrumentation> instrumentation) {
  common::DefaultOf<Instrumentation>().Set(std::move(instrumentation));
}

const Instrumentation& Default() { return common::DefaultOf<Instrumentation>().Get(); }

}  // namespace otelwrap::beast
