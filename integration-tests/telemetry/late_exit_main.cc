// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A user's program whose main ends while its pipeline still waits for the collector: exit_test
// runs it. It says so once nothing but this file's own static is left, and goes on until the
// pipeline's threads are gone.

#include <otelwrap/telemetry/telemetry.h>

#include <chrono>
#include <cstdio>
#include <filesystem>
#include <iterator>
#include <thread>

#include "signals.h"

namespace {

ptrdiff_t Threads() {
  return std::distance(std::filesystem::directory_iterator("/proc/self/task"),
                       std::filesystem::directory_iterator());
}

// Made before main, so destroyed after all that main and the libraries made.
struct EndsLast {
  ~EndsLast() {
    std::puts("only statics are left");
    std::fflush(stdout);
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    while (Threads() > 1 && std::chrono::steady_clock::now() < give_up) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
} ends_last;

}  // namespace

int main() {
  otelwrap::telemetry::Options options;
  options.shutdown_deadline = std::chrono::milliseconds(200);
  options.on_error = [](otelwrap::telemetry::Severity, std::string_view) {};
  auto telemetry = otelwrap::telemetry::Start(options);
  otelwrap::telemetry::MakeOneOfEach();
  return telemetry.Shutdown() ? 1 : 0;  // in time would mean that nothing is tested
}
