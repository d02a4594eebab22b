// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/metric_advice.h>
#include <otelwrap/common/never_destroyed.h>
#include <otelwrap/mysql/instrumentation.h>

#include <utility>

namespace otelwrap::mysql {
namespace {

common::DefaultInstrumentation<Instrumentation>& TheDefault() {
  static common::NeverDestroyed<common::DefaultInstrumentation<Instrumentation>> instance;
  return instance.get();
}

}  // namespace

Instrumentation::Instrumentation() : Instrumentation(Options()) {}

Instrumentation::Instrumentation(const Options& options)
    : common::Instrumentation(common::Component::kMysql, common::kDbClientDuration, options),
      settings_(options),
      spans_only_(common::Component::kMysql, {}, options) {}

common::Made<Instrumentation> Make(const Options& options) {
  std::string error = common::ValidateOptions(options);
  if (!error.empty()) return {nullptr, std::move(error)};
  return {std::make_shared<const Instrumentation>(options), {}};
}

void SetDefault(std::shared_ptr<const Instrumentation> instrumentation) {
  TheDefault().Set(std::move(instrumentation));
}

const Instrumentation& Default() noexcept { return TheDefault().Get(); }

}  // namespace otelwrap::mysql
