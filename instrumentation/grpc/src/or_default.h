// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What channels and servers do with what they are given.

#pragma once

#include <otelwrap/grpc/instrumentation.h>

#include <algorithm>
#include <memory>
#include <utility>

namespace otelwrap::grpc {

// The default one lives for ever and needs no owner.
inline std::shared_ptr<const Instrumentation> OrDefault(
    std::shared_ptr<const Instrumentation> instrumentation) {
  if (instrumentation != nullptr) return instrumentation;
  return {std::shared_ptr<const Instrumentation>(), &Default()};
}

// gRPC would call a null factory.
template <class Factories>
void DropNull(Factories& factories) noexcept {
  factories.erase(std::remove(factories.begin(), factories.end(), nullptr), factories.end());
}

}  // namespace otelwrap::grpc
