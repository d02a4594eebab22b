// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Replaces one of OpenTelemetry's process-wide objects for as long as it lives. Access has a static
// Get and a static Set of a shared pointer.

#pragma once

#include <otelwrap/common/providers.h>

#include <utility>

namespace otelwrap::testing {

template <typename Access>
class GlobalOverride {
 public:
  using Pointer = decltype(Access::Get());

  explicit GlobalOverride(Pointer ours) : ours_(std::move(ours)), old_(Access::Get()) {
    Access::Set(ours_);
    common::RefreshProviders();
  }

  // Whatever somebody else installed meanwhile is theirs to remove.
  ~GlobalOverride() {
    if (Access::Get().get() == ours_.get()) Access::Set(old_);
    common::RefreshProviders();
  }

  GlobalOverride(const GlobalOverride&) = delete;
  GlobalOverride& operator=(const GlobalOverride&) = delete;

 private:
  Pointer ours_;
  Pointer old_;
};

}  // namespace otelwrap::testing
