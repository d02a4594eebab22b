// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "described_url.h"

#include <otelwrap/common/url.h>

#include <exception>

namespace otelwrap::curl {

void DescribedUrl::DescribeAnew(const Instrumentation& instrumentation,
                                const RequestUrl& url) noexcept {
  redacted_.clear();
  target_ = url.host().empty() ? nullptr : instrumentation.FindTarget(url.host(), url.port());
  // Without memory for the target it is looked for again.
  made_by_ = target_ != nullptr || url.host().empty() ? instrumentation.id() : 0;
}

[[gnu::hot]] std::string_view DescribedUrl::Redact(const Instrumentation& instrumentation,
                                                   const RequestUrl& url) noexcept {
  if (!redacted_.empty()) return redacted_;
  try {
    common::AppendRedactedUrl(url.text(), instrumentation.options().redaction, redacted_);
  } catch (const std::exception&) {
    redacted_.clear();
  }
  return redacted_;
}

}  // namespace otelwrap::curl
