// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// To which hosts trace context and baggage may be sent, from the first hop on: signed requests and
// foreign APIs break on headers that they do not know, and internal ids need not leave the house.
//
//   options.propagation = PropagationPolicy::OnlyTo({"orders.internal", ".svc.cluster.local"});
//
// A pattern that begins with a dot matches every host below it; others match the whole host; letter
// case does not matter. Threads: immutable. The default sends to every host.

#pragma once

#include <otelwrap/config.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace otelwrap::common {

class OTELWRAP_API PropagationPolicy {
 public:
  PropagationPolicy() noexcept = default;
  static PropagationPolicy Everywhere() { return {}; }
  static PropagationPolicy Nowhere() { return {Mode::kOnlyTo, {}}; }
  static PropagationPolicy OnlyTo(std::vector<std::string> hosts) {
    return {Mode::kOnlyTo, std::move(hosts)};
  }
  static PropagationPolicy NotTo(std::vector<std::string> hosts) {
    return {Mode::kNotTo, std::move(hosts)};
  }

  bool Allows(std::string_view host) const noexcept;
  // Whether no host needs to be asked about.
  bool AllowsAll() const noexcept { return mode_ == Mode::kEverywhere; }

 private:
  enum class Mode { kEverywhere, kOnlyTo, kNotTo };
  PropagationPolicy(Mode mode, std::vector<std::string> hosts)
      : mode_(mode), hosts_(std::move(hosts)) {}

  Mode mode_ = Mode::kEverywhere;
  std::vector<std::string> hosts_;
};

}  // namespace otelwrap::common
