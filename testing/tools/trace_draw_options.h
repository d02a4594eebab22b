// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace otelwrap::testing {

extern const char kTraceDrawHelp[];

struct TraceDrawOptions {
  bool help = false;
  std::string address = "127.0.0.1";
  uint16_t port = 4318;
  std::string html;  // empty: no page
  bool json = false;
  std::chrono::milliseconds quiet{1000};
  size_t count = 0;  // 0: until interrupted
};

// False: `error` says what is wrong, and with which argument.
bool ParseTraceDrawOptions(const std::vector<std::string>& arguments, TraceDrawOptions* options,
                           std::string* error);

}  // namespace otelwrap::testing
