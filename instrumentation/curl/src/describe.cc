// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "describe.h"

#include <otelwrap/common/fixed_text.h>
#include <otelwrap/common/http.h>
#include <otelwrap/common/semconv.h>

namespace otelwrap::curl {

namespace semconv = common::semconv;
using common::Use;

namespace {

constexpr size_t kMaxMethod = 64;

}  // namespace

common::SpanName DescribeName(std::string_view method, const TraceSettings* settings,
                              bool elsewhere) noexcept {
  if (settings != nullptr && !settings->span_name.empty()) return {settings->span_name};
  const bool has_template = settings != nullptr && !elsewhere;
  return common::HttpSpanName(PlainName(method), has_template ? settings->url_template : "");
}

std::string_view PlainName(std::string_view method) noexcept {
  const std::string_view known = common::KnownHttpMethod(method);
  return known == common::kOtherHttpMethod ? "HTTP" : known;
}

void DescribeMethod(std::string_view method, common::AttributeSet& attributes) noexcept {
  const std::string_view known = common::KnownHttpMethod(method);
  attributes.AddLiteral(Use::kBoth, semconv::kHttpRequestMethod, known);
  if (known == common::kOtherHttpMethod && known != method && !method.empty()) {
    common::FixedText<kMaxMethod> printable;
    for (const char c : method.substr(0, kMaxMethod)) {
      printable.Append(c < ' ' || c > '~' ? "?" : std::string_view(&c, 1));
    }
    attributes.AddText(Use::kSpan, semconv::kHttpRequestMethodOriginal, printable.view());
  }
}

[[gnu::hot]] void DescribeTarget(const common::Target& target,
                                 common::AttributeSet& attributes) noexcept {
  attributes.AddShared(Use::kBoth, semconv::kServerAddress, target.address());
  if (target.port() > 0) attributes.AddInt(Use::kBoth, semconv::kServerPort, target.port());
}

[[gnu::hot]] void DescribeSettings(const TraceSettings& settings,
                                   common::AttributeSet& attributes) noexcept {
  if (settings.url_template.empty()) return;
  attributes.AddText(Use::kBoth, semconv::kUrlTemplate, settings.url_template);
}

void DescribeResend(int64_t count, common::AttributeSet& attributes) noexcept {
  attributes.AddInt(Use::kSpan, semconv::kHttpRequestResendCount, count);
}

}  // namespace otelwrap::curl
