// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/server_process.h>

#include <gtest/gtest.h>

#include <otelwrap/testing/free_port.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "socket.h"
#include "spawn.h"

namespace otelwrap::testing {
namespace {

constexpr int kPortTries = 4;
constexpr size_t kLogEnd = 4000;
constexpr auto kProbeInterval = std::chrono::milliseconds(5);
constexpr char kSystemFolders[] = ":/usr/local/sbin:/usr/sbin:/sbin";

std::string BaseName(const std::string& program) {
  return program.substr(program.find_last_of('/') + 1);
}

bool PortWasTaken(const std::string& log) {
  return log.find("already in use") != std::string::npos;
}

}  // namespace

std::string FindProgram(std::string_view name) {
  if (name.find('/') != std::string_view::npos) {
    const std::string path(name);
    return ::access(path.c_str(), X_OK) == 0 ? path : std::string();
  }
  const char* const path = std::getenv("PATH");
  std::string folders = (path == nullptr ? std::string() : std::string(path)) + kSystemFolders;
  for (size_t begin = 0; begin < folders.size();) {
    const size_t end = std::min(folders.find(':', begin), folders.size());
    const std::string candidate = folders.substr(begin, end - begin) + "/" + std::string(name);
    if (end > begin && ::access(candidate.c_str(), X_OK) == 0) return candidate;
    begin = end + 1;
  }
  return {};
}

bool RunProgram(const std::string& path, const std::vector<std::string>& arguments,
                const std::string& log) {
  const pid_t child = Spawn(path, arguments, "/", log);
  int status = -1;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return status == 0;
}

ServerProcess::ServerProcess(const MakeSpec& make_spec) : folder_("server") {
  for (int attempt = 1;; ++attempt) {
    port_ = FreePort();
    spec_ = make_spec(folder(), port_);
    try {
      Start();
      return;
    } catch (const std::runtime_error&) {
      const bool again = attempt < kPortTries && PortWasTaken(Log());
      Stop();
      if (!again) throw;
      ::unlink((folder() + "/log").c_str());
    }
  }
}

ServerProcess::~ServerProcess() {
  Stop();
  if (::testing::Test::HasFailure()) {
    std::cerr << Failure("The test failed; the log of " + BaseName(spec_.program)) << std::endl;
  }
}

std::string ServerProcess::Log() const {
  std::ifstream file(folder() + "/log");
  return std::string(std::istreambuf_iterator<char>(file), {});
}

void ServerProcess::Start() {
  if (pid_ > 0) return;
  const std::string path = FindProgram(spec_.program);
  const std::string name = BaseName(spec_.program);
  if (path.empty()) throw std::runtime_error(name + " is not installed");
  pid_ = Spawn(path, spec_.arguments, folder(), folder() + "/log");
  const auto deadline = std::chrono::steady_clock::now() + spec_.patience;
  for (;;) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      throw std::runtime_error(Failure(name + " " + Describe(status) + "; its log"));
    }
    if (Ready()) return;
    if (std::chrono::steady_clock::now() > deadline) {
      Stop();
      throw std::runtime_error(Failure(name + " was not ready in time; its log"));
    }
    std::this_thread::sleep_for(kProbeInterval);
  }
}

bool ServerProcess::Ready() const {
  return spec_.ready ? spec_.ready() : static_cast<bool>(Connect(port_));
}

void ServerProcess::Stop() noexcept {
  if (pid_ <= 0) return;
  ::kill(pid_, SIGKILL);
  while (::waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
}

void ServerProcess::Freeze() noexcept {
  if (pid_ > 0) ::kill(pid_, SIGSTOP);
}

void ServerProcess::Thaw() noexcept {
  if (pid_ > 0) ::kill(pid_, SIGCONT);
}

std::string ServerProcess::Failure(const std::string& what) const {
  const std::string log = Log();
  const size_t begin = log.size() > kLogEnd ? log.size() - kLogEnd : 0;
  return what + (begin == 0 ? ":\n" : " ends with:\n") + log.substr(begin);
}

}  // namespace otelwrap::testing
