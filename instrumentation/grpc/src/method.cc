// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "method.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>
#include <exception>
#include <string>

namespace otelwrap::grpc {
namespace {

// Longer ones are not looked up, and would not fit into the attributes.
constexpr size_t kMaxKnownName = 200;

// Whether a protobuf service of that name is linked into the program. Its pool remembers nothing of
// names that it does not know.
bool IsLinkedIn(std::string_view name, size_t slash) noexcept {
  try {
    std::string full(name);
    full[slash] = '.';
    const auto* pool = ::google::protobuf::DescriptorPool::generated_pool();
    return pool->FindMethodByName(full) != nullptr;
  } catch (const std::exception&) {
    return false;
  }
}

bool IsKnown(const Options& options, std::string_view name, size_t slash) noexcept {
  const auto& listed = options.known_methods;
  return std::find(listed.begin(), listed.end(), name) != listed.end() || IsLinkedIn(name, slash);
}

}  // namespace

Method FindMethod(const Options& options, const char* path, bool bidirectional) noexcept {
  Method method;
  if (path == nullptr) return method;
  const std::string_view text(path);
  // A synchronous server calls every path that it does not know "unknown".
  if (text.empty() || text.front() != '/') return method;
  method.name = text.substr(1);
  const size_t slash = method.name.find('/');
  if (slash == std::string_view::npos || method.name.size() > kMaxKnownName) return method;
  method.known = !bidirectional || IsKnown(options, method.name, slash);
  return method;
}

bool IsFiltered(const Options& options, const Method& method) noexcept {
  if (!options.filter) return false;
  try {
    return !options.filter(method.known ? method.name : kOtherMethod);
  } catch (...) {
    return false;
  }
}

}  // namespace otelwrap::grpc
