// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/options.h>
#include <otelwrap/common/target.h>
#include <otelwrap/common/utf8.h>

#include <exception>
#include <string>

namespace otelwrap::common {

std::shared_ptr<const Target> Target::Make(const Options& options, std::string_view address,
                                           int64_t port) noexcept {
  try {
    std::string shown(address);
    RepairUtf8(shown.data(), shown.size());
    return std::make_shared<const Target>(shown, port, options.propagation.Allows(address));
  } catch (const std::exception&) {
    return nullptr;
  }
}

}  // namespace otelwrap::common
