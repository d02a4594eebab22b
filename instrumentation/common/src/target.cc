// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/options.h>
#include <otelwrap/common/target.h>

#include <exception>

namespace otelwrap::common {

std::shared_ptr<const Target> Target::Make(const Options& options, std::string_view address,
                                           int64_t port) noexcept {
  try {
    return std::make_shared<const Target>(address, port, options.propagation.Allows(address));
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace otelwrap::common
