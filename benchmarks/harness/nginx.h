// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// nginx in one process and without a log, which answers GET /item.txt with kNginxBodySize bytes.

#pragma once

#include <otelwrap/testing/server_process.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace otelwrap::benchmarks {

inline constexpr size_t kNginxBodySize = 1024;

// For ServerProcess.
testing::ServerSpec Nginx(const std::string& folder, uint16_t port);

// Why it can't be started; "" if it can.
std::string MissingNginx();

}  // namespace otelwrap::benchmarks
