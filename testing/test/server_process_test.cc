// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <gmock/gmock.h>

#include <otelwrap/testing/free_port.h>
#include <otelwrap/testing/server_process.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <thread>

#include "socket.h"

namespace otelwrap::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Property;
using ::testing::Throws;

ServerProcess::MakeSpec Shell(const std::string& script) {
  return [script](const std::string&, uint16_t) {
    ServerSpec spec;
    spec.program = "sh";
    spec.arguments = {"-c", script};
    spec.ready = [] { return true; };
    return spec;
  };
}

auto FailsWith(const std::string& text) {
  return Throws<std::runtime_error>(Property(&std::runtime_error::what, HasSubstr(text)));
}

TEST(ServerProcess, ThatExitsAtOnceShowsItsLog) {
  const auto start = [] {
    ServerProcess::MakeSpec make = [](const std::string& folder, uint16_t port) {
      ServerSpec spec = Shell("echo no such table >&2; exit 3")(folder, port);
      spec.ready = nullptr;
      return spec;
    };
    const ServerProcess server(make);
  };
  EXPECT_THAT(start, FailsWith("sh exited with 3; its log:\nno such table\n"));
}

TEST(ServerProcess, ThatIsNotReadyInTimeIsKilled) {
  std::string folder;
  const auto start = [&folder] {
    const ServerProcess server([&folder](const std::string& its_folder, uint16_t port) {
      folder = its_folder;
      ServerSpec spec = Shell("echo busy; exec sleep 60")(its_folder, port);
      spec.ready = [] { return false; };
      spec.patience = std::chrono::milliseconds(50);
      return spec;
    });
  };
  EXPECT_THAT(start, FailsWith("sh was not ready in time; its log:\nbusy\n"));
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(ServerProcess, ThatIsNotInstalledSaysSo) {
  const auto start = [] {
    const ServerProcess server([](const std::string&, uint16_t) {
      ServerSpec spec;
      spec.program = "no-such-server";
      return spec;
    });
  };
  EXPECT_THAT(start, FailsWith("no-such-server is not installed"));
  EXPECT_EQ(FindProgram("/no/such/server"), "");
}

TEST(ServerProcess, TriesAnotherPortWhenTheFirstWasTaken) {
  int calls = 0;
  const ServerProcess server([&calls](const std::string& folder, uint16_t port) {
    ++calls;
    ServerSpec spec =
        Shell(calls == 1 ? "echo Address already in use; exit 1" : "exec sleep 60")(folder, port);
    const bool ready = calls == 2;
    spec.ready = [ready] { return ready; };
    return spec;
  });
  EXPECT_EQ(calls, 2);
}

TEST(ServerProcess, IsKilledReapedAndSweptAwayWithTheObject) {
  pid_t pid = 0;
  std::string folder;
  {
    const ServerProcess server(Shell("trap '' TERM; exec sleep 60"));
    pid = server.pid();
    folder = server.folder();
    EXPECT_EQ(::kill(pid, 0), 0);
    EXPECT_TRUE(std::filesystem::exists(folder));
  }
  EXPECT_EQ(::kill(pid, 0), -1);
  EXPECT_FALSE(std::filesystem::exists(folder));
}

// The child stands for a test program that is killed: nobody runs a destructor.
TEST(ServerProcess, DiesWithAKilledTest) {
  const TempFolder left_behind;
  int pipe_ends[2];
  ASSERT_EQ(::pipe(pipe_ends), 0);
  const pid_t test = ::fork();
  if (test == 0) {
    ::setenv("TMPDIR", left_behind.path().c_str(), 1);
    const ServerProcess server(Shell("exec sleep 60"));
    const pid_t pid = server.pid();
    if (::write(pipe_ends[1], &pid, sizeof pid) != sizeof pid) ::_exit(1);
    ::pause();
  }
  pid_t server = 0;
  ASSERT_EQ(::read(pipe_ends[0], &server, sizeof server), ssize_t{sizeof server});
  ::kill(test, SIGKILL);
  ::waitpid(test, nullptr, 0);
  const std::string status = "/proc/" + std::to_string(server) + "/stat";
  const auto gone = [&status] {
    std::ifstream file(status);
    std::string pid, name, state;
    return !(file >> pid >> name >> state) || state == "Z";  // whoever adopted it may be slow
  };
  for (int i = 0; i < 500 && !gone(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_TRUE(gone());
  ::close(pipe_ends[0]);
  ::close(pipe_ends[1]);
}

TEST(ServerProcess, StopsAndStartsAgain) {
  ServerProcess server(Shell("echo started; exec sleep 60"));
  const pid_t first = server.pid();
  server.Stop();
  EXPECT_EQ(server.pid(), -1);
  server.Start();
  EXPECT_NE(server.pid(), first);
}

TEST(ServerProcess, DoesNotInheritWhatTheTestPreloads) {
  ::setenv("LD_PRELOAD", "", 1);
  const ServerProcess server(Shell("echo preload=${LD_PRELOAD-none}; exec sleep 60"));
  for (int i = 0; i < 500 && server.Log().empty(); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  ::unsetenv("LD_PRELOAD");
  EXPECT_THAT(server.Log(), HasSubstr("preload=none"));
}

TEST(FreePort, IsFree) {
  const uint16_t port = FreePort();
  EXPECT_FALSE(Connect(port));
  EXPECT_EQ(PortOf(Listen(port)), port);
}

TEST(TempFolder, IsPrivateAndEndsWithTheObject) {
  std::string path;
  {
    const TempFolder folder("name");
    path = folder.path();
    EXPECT_THAT(path, HasSubstr("otelwrap-name-"));
    EXPECT_EQ(std::filesystem::status(path).permissions(), std::filesystem::perms::owner_all);
    std::ofstream(path + "/file") << "x";
  }
  EXPECT_FALSE(std::filesystem::exists(path));
}

}  // namespace
}  // namespace otelwrap::testing
