// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What a service of the chain is told by its environment.

#pragma once

#include <cstdint>
#include <string>

namespace chain {

std::string Setting(const char* name, const char* otherwise);
uint16_t PortSetting(const char* name, uint16_t otherwise);

}  // namespace chain
