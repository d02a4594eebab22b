// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string_view>

#include "socket.h"

namespace otelwrap::testing {
namespace {

constexpr int kExecFailed = 127;

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

std::vector<std::string> Environment() {
  constexpr std::string_view kPreload = "LD_PRELOAD=";
  std::vector<std::string> variables;
  for (char** variable = environ; *variable != nullptr; ++variable) {
    if (std::string_view(*variable).substr(0, kPreload.size()) != kPreload) {
      variables.emplace_back(*variable);
    }
  }
  return variables;
}

// Between fork and exec of a program with threads only async-signal-safe calls are allowed.
[[noreturn]] void Exec(pid_t parent, const char* folder, int input, int output, char** arguments,
                       char** environment) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(kExecFailed);  // it died before prctl
  ::setpgid(0, 0);                                  // a terminal's Ctrl-C is the test's alone
  sigset_t none;
  ::sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::chdir(folder) == 0 && ::dup2(input, 0) == 0 && ::dup2(output, 1) == 1 &&
      ::dup2(output, 2) == 2) {
    ::execve(arguments[0], arguments, environment);
  }
  ::_exit(kExecFailed);
}

}  // namespace

pid_t Spawn(const std::string& path, const std::vector<std::string>& arguments,
            const std::string& folder, const std::string& log) {
  std::vector<std::string> texts{path};
  texts.insert(texts.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables = Environment();
  const std::vector<char*> argv = Pointers(texts);
  const std::vector<char*> env = Pointers(variables);
  const Fd input(::open("/dev/null", O_RDONLY | O_CLOEXEC));
  const Fd output(::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!input || !output) {
    throw std::runtime_error("can't open " + log + ": " + std::strerror(errno));
  }
  const pid_t parent = ::getpid();
  const pid_t child = ::fork();
  if (child == 0) {
    Exec(parent, folder.c_str(), input.get(), output.get(), const_cast<char**>(argv.data()),
         const_cast<char**>(env.data()));
  }
  if (child < 0) throw std::runtime_error(std::string("fork: ") + std::strerror(errno));
  return child;
}

std::string Describe(int wait_status) {
  if (WIFSIGNALED(wait_status)) {
    return std::string("was killed by ") + ::strsignal(WTERMSIG(wait_status));
  }
  return "exited with " + std::to_string(WEXITSTATUS(wait_status));
}

}  // namespace otelwrap::testing
