// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "harness/instructions.h"

#include <unistd.h>

#include <array>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>

namespace otelwrap::benchmarks {
namespace {

constexpr uint64_t kShort = 200;
constexpr uint64_t kLong = 1200;

std::string Self() {
  std::array<char, 4096> path{};
  const ssize_t size = readlink("/proc/self/exe", path.data(), path.size() - 1);
  return {path.data(), static_cast<size_t>(size > 0 ? size : 0)};
}

std::optional<uint64_t> Collected(const std::string& which, uint64_t times) {
  const std::string command = "valgrind --tool=callgrind --callgrind-out-file=/dev/null '" +
                              Self() + "' --run " + which + " " + std::to_string(times) + " 2>&1";
  struct Close {
    void operator()(FILE* pipe) const { pclose(pipe); }
  };
  const std::unique_ptr<FILE, Close> pipe(popen(command.c_str(), "r"));
  std::optional<uint64_t> collected;
  std::array<char, 1024> line{};
  while (pipe && std::fgets(line.data(), line.size(), pipe.get()) != nullptr) {
    const std::string text = line.data();
    constexpr char kMark[] = "Collected : ";
    const size_t at = text.find(kMark);
    if (at != std::string::npos) collected = std::stoull(text.substr(at + sizeof kMark - 1));
  }
  return collected;
}

}  // namespace

std::optional<double> CountInstructions(const std::string& which) {
  const auto few = Collected(which, kShort);
  const auto many = few ? Collected(which, kLong) : std::nullopt;
  if (!few || !many) return std::nullopt;
  return static_cast<double>(*many - *few) / (kLong - kShort);
}

}  // namespace otelwrap::benchmarks
