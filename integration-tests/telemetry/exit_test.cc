// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A program that ends with a collector that does not answer: Shutdown keeps its deadline, so the
// pipeline's threads outlive main, and what they do next must not end the process.

#include <gtest/gtest.h>
#include <otelwrap/testing/otlp_receiver.h>
#include <otelwrap/testing/tcp_gate.h>
#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <string>

namespace otelwrap::telemetry {
namespace {

struct Ending {
  bool main_ended = false;
  int status = -1;
};

// Runs the program with a collector that holds its answers until main has ended; then it comes
// back as `return_to_life` says.
template <class ReturnToLife>
Ending EndLate(ReturnToLife return_to_life) {
  const auto receiver = testing::OtlpReceiver::Start({});
  if (receiver == nullptr) return {};
  testing::TcpGate gate(receiver->Port());
  gate.Hold(testing::TcpGate::kToClient);
  const std::string command =
      "exec env -i OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:" + std::to_string(gate.port()) +
      " '" OTELWRAP_LATE_EXIT "'";
  std::FILE* pipe = popen(command.c_str(), "r");  // NOLINT(cert-env33-c): a command of our own
  if (pipe == nullptr) return {};
  std::array<char, 100> line{};
  Ending ending;
  ending.main_ended = std::fgets(line.data(), line.size(), pipe) != nullptr;
  return_to_life(gate);
  ending.status = pclose(pipe);
  return ending;
}

void ExpectUnharmed(const Ending& ending) {
  EXPECT_TRUE(ending.main_ended);
  ASSERT_TRUE(WIFEXITED(ending.status)) << "signal " << WTERMSIG(ending.status);
  EXPECT_EQ(WEXITSTATUS(ending.status), 0);
}

TEST(Exit, ThreadsThatShutdownDidNotWaitForMayFail) {
  ExpectUnharmed(EndLate([](testing::TcpGate& gate) {
    gate.Refuse();
    gate.Reset();
  }));
}

TEST(Exit, ThreadsThatShutdownDidNotWaitForMayGoOn) {
  ExpectUnharmed(EndLate([](testing::TcpGate& gate) { gate.Heal(); }));
}

}  // namespace
}  // namespace otelwrap::telemetry
