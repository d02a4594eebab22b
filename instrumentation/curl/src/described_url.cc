// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "described_url.h"

#include <otelwrap/common/url.h>

#include <exception>

#include "describe.h"

namespace otelwrap::curl {

void DescribedUrl::DescribeAnew(const Instrumentation& instrumentation,
                                const RequestUrl& url) noexcept {
  redacted_.clear();
  has_start_ = false;
  target_ = url.host().empty() ? nullptr : instrumentation.FindTarget(url.host(), url.port());
  // Without memory for the target it is looked for again.
  made_by_ = target_ != nullptr || url.host().empty() ? instrumentation.id() : 0;
}

void DescribedUrl::DescribeStartAnew(std::string_view method) noexcept {
  start_.name = PlainName(method);
  start_.attributes = common::AttributeSet();
  if (!method.empty()) DescribeMethod(method, start_.attributes);
  if (target_ != nullptr) DescribeTarget(*target_, start_.attributes);
  start_method_.Assign(method);
  // One that is not known is described anew each time: memory may have been out for the known ones.
  has_start_ = method.empty() || start_.name == method;
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
