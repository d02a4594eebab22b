// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/metric_advice.h>
#include <otelwrap/grpc/instrumentation.h>

#include <utility>

namespace otelwrap::grpc {
namespace {

bool IsMethodName(const std::string& name) {
  const size_t slash = name.find('/');
  return slash != std::string::npos && slash > 0 && slash + 1 < name.size() &&
         name.find('/', slash + 1) == std::string::npos;
}

std::string Validate(const Options& options) {
  std::string error = common::ValidateOptions(options);
  for (const std::string& method : options.known_methods) {
    if (error.empty() && !IsMethodName(method)) {
      error = "known_methods must hold names like package.Service/Method, not '" + method + "'";
    }
  }
  return error;
}

}  // namespace

Instrumentation::Instrumentation(Options options)
    : options_(std::move(options)),
      client_(common::Component::kGrpc, common::kRpcClientDuration, options_),
      server_(common::Component::kGrpc, common::kRpcServerDuration, options_) {}

common::Made<Instrumentation> Make(Options options) {
  return common::MakeUnless<Instrumentation>(Validate(options), std::move(options));
}

void SetDefault(std::shared_ptr<const Instrumentation> instrumentation) {
  common::DefaultOf<Instrumentation>().Set(std::move(instrumentation));
}

const Instrumentation& Default() { return common::DefaultOf<Instrumentation>().Get(); }

}  // namespace otelwrap::grpc
