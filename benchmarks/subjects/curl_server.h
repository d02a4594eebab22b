// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Whom the subjects of libcurl ask: a stub on threads of this process, and nginx. Both answer with
// kCurlBodySize bytes, start at the first call, and live as long as the process.

#pragma once

#include <cstddef>
#include <string>

namespace otelwrap::benchmarks {

inline constexpr size_t kCurlBodySize = 1024;

const std::string& StubUrl();
const std::string& NginxUrl();

}  // namespace otelwrap::benchmarks
