// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/http.h>
#include <otelwrap/common/span_names.h>

namespace otelwrap::common {
namespace {

[[gnu::hot]] SpanName Joined(std::string_view first, std::string_view second) noexcept {
  SpanName name(first);
  if (!first.empty() && !second.empty()) name.Append(" ");
  name.Append(second);
  return name;
}

}  // namespace

[[gnu::hot]] SpanName HttpSpanName(std::string_view method, std::string_view target) noexcept {
  return Joined(method.empty() || method == kOtherHttpMethod ? "HTTP" : method, target);
}

SpanName DbSpanName(std::string_view summary, std::string_view operation, std::string_view target,
                    std::string_view system) noexcept {
  if (!summary.empty()) return summary;
  if (operation.empty() && target.empty()) return system;
  return Joined(operation, target);
}

SpanName RpcSpanName(std::string_view method) noexcept {
  return method.empty() || method == "_OTHER" ? "grpc" : method;
}

}  // namespace otelwrap::common
