// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/metric_advice.h>
#include <otelwrap/mysql/instrumentation.h>

#include <atomic>
#include <utility>

namespace otelwrap::mysql {
namespace {

uint64_t NextNumber() noexcept {
  static std::atomic<uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

Instrumentation::Instrumentation() : Instrumentation(Options()) {}

Instrumentation::Instrumentation(const Options& options)
    : common::Instrumentation(common::Component::kMysql, common::kDbClientDuration, options),
      number_(NextNumber()),
      settings_(options),
      spans_only_(common::Component::kMysql, {}, options) {}

common::Made<Instrumentation> Make(const Options& options) {
  return common::MakeUnless<Instrumentation>(common::ValidateOptions(options), options);
}

void SetDefault(std::shared_ptr<const Instrumentation> instrumentation) {
  common::DefaultOf<Instrumentation>().Set(std::move(instrumentation));
}

[[gnu::hot]] const Instrumentation& Default() noexcept {
  return common::DefaultOf<Instrumentation>().Get();
}

}  // namespace otelwrap::mysql
