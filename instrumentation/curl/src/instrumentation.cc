// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/environment.h>
#include <otelwrap/common/metric_advice.h>
#include <otelwrap/curl/instrumentation.h>

#include <atomic>
#include <string>
#include <utility>

#include "extra_metrics.h"
#include "header_capture.h"
#include "target_cache.h"

namespace otelwrap::curl {
namespace {

uint64_t NextId() noexcept {
  static std::atomic<uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

Phases ReadPhases() {
  const auto text = common::environment::ReadString(common::environment::kCurlPhases);
  if (text == "events") return Phases::kEvents;
  if (text == "off") return Phases::kOff;
  return Phases::kSpans;
}

// The span around the hops is no request: it has no metric.
std::unique_ptr<const common::Instrumentation> MakeLogical(const Options& options) {
  if (!options.logical_span) return nullptr;
  return std::make_unique<const common::Instrumentation>(common::Component::kCurl,
                                                         common::InstrumentSpec{}, options);
}

std::unique_ptr<const HeaderCapture> MakeCapture(const Options& options) {
  const bool wanted =
      !options.capture_request_headers.empty() || !options.capture_response_headers.empty();
  return wanted ? std::make_unique<const HeaderCapture>(options) : nullptr;
}

std::string Validate(const Options& options) {
  for (const auto* names : {&options.capture_request_headers, &options.capture_response_headers}) {
    std::string error = ValidateHeaders(*names, options.capture_credentials);
    if (!error.empty()) return error;
  }
  return common::ValidateOptions(options);
}

}  // namespace

Instrumentation::Instrumentation(Options options)
    : common::Instrumentation(common::Component::kCurl, common::kHttpClientDuration, options),
      id_(NextId()),
      phases_(options.phases ? *options.phases : ReadPhases()),
      cross_host_(options.cross_host),
      trusted_redirects_(options.trusted_redirects),
      exchange_phases_(options.exchange_phases),
      header_capture_(MakeCapture(options)),
      extra_metrics_(std::make_unique<const ExtraMetrics>(options)),
      logical_(MakeLogical(options)),
      targets_(std::make_unique<TargetCache>()) {}

Instrumentation::~Instrumentation() = default;

std::shared_ptr<const common::Target> Instrumentation::FindTarget(std::string_view host,
                                                                  int64_t port) const noexcept {
  return targets_->Find(options(), host, port);
}

common::Made<Instrumentation> Make(Options options) {
  return common::MakeUnless<Instrumentation>(Validate(options), std::move(options));
}

void SetDefault(std::shared_ptr<const Instrumentation> instrumentation) {
  common::DefaultOf<Instrumentation>().Set(std::move(instrumentation));
}

[[gnu::hot]] const Instrumentation& Default() { return common::DefaultOf<Instrumentation>().Get(); }

}  // namespace otelwrap::curl
