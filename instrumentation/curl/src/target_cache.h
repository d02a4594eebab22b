// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The peers of the latest transfers, so that a transfer to one of them allocates nothing.
//
// Threads: any. Ownership: shares the targets. Errors: none; null where memory is out.

#pragma once

#include <otelwrap/common/options.h>
#include <otelwrap/common/target.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string_view>

namespace otelwrap::curl {

class TargetCache {
 public:
  std::shared_ptr<const common::Target> Find(const common::Options& options, std::string_view host,
                                             int64_t port) noexcept;

 private:
  // By hash; two that share a slot take it from one another.
  static constexpr size_t kSlots = 64;
  struct Slot {
    std::mutex mutex;
    std::shared_ptr<const common::Target> target;
  };
  std::array<Slot, kSlots> slots_;
};

}  // namespace otelwrap::curl
