// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "settings.h"

#include <cstdlib>

namespace chain {

std::string Setting(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? value : otherwise;
}

uint16_t PortSetting(const char* name, uint16_t otherwise) {
  const std::string value = Setting(name, "");
  return value.empty() ? otherwise
                       : static_cast<uint16_t>(std::strtoul(value.c_str(), nullptr, 10));
}

}  // namespace chain
