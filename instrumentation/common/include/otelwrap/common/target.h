// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A peer that operations are made to: address and port as the user gave them, and whether context
// may be propagated to it. Made once per handle or host, shared by the operations that use it, so
// that a call neither copies nor decides any of it again.
//
// Threads: immutable. Ownership: shared; an Operation keeps its target alive until it ends.

#pragma once

#include <otelwrap/config.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace otelwrap::common {

struct Options;

class OTELWRAP_API Target {
 public:
  // `port` 0: none (a Unix socket), or not to be shown. Null when memory is out.
  static std::shared_ptr<const Target> Make(const Options& options, std::string_view address,
                                            int64_t port) noexcept;

  std::string_view address() const noexcept { return address_; }
  int64_t port() const noexcept { return port_; }
  // What Options::propagation says of this host.
  bool may_propagate() const noexcept { return may_propagate_; }

  Target(std::string_view address, int64_t port, bool may_propagate)
      : address_(address), port_(port), may_propagate_(may_propagate) {}

 private:
  std::string address_;
  int64_t port_;
  bool may_propagate_;
};

}  // namespace otelwrap::common
