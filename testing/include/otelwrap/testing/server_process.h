// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// ServerProcess: a real server program for as long as the object lives, in a temporary folder of
// its own and on a free port of the loopback. RedisServer and MysqlServer stand on it.
//
//   ServerProcess server([](const std::string& folder, uint16_t port) {
//     ServerSpec spec;
//     spec.program = "memcached";
//     spec.arguments = {"-l", "127.0.0.1", "-p", std::to_string(port)};
//     return spec;
//   });
//
// The constructor returns when the server is ready. What the server prints goes to the file `log`
// in its folder; the end of it is shown when the server fails to start, and when the test that used
// it has failed. The server is killed and reaped with the object, and the kernel kills it when the
// thread that started it ends, however that happens.
//
// Threads: one at a time; start it on a thread that lives as long (the main thread does).
// Ownership: the folder and the process end with the object.
// Errors: the constructor and Start throw std::runtime_error with the reason and the log's end.

#pragma once

#include <otelwrap/config.h>
#include <otelwrap/testing/temp_folder.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::testing {

struct ServerSpec {
  std::string program;  // a path, or a name to be found on PATH or in an sbin folder
  std::vector<std::string> arguments;
  // Called again and again until it says true; null: until the port can be connected to.
  std::function<bool()> ready;
  std::chrono::milliseconds patience = std::chrono::seconds(30);
};

// The path of a program by name, or "" if it is not installed. A path is looked at as it is.
OTELWRAP_API std::string FindProgram(std::string_view name);

// Runs a program to its end, its output into the file `log`; true if it ended with 0.
OTELWRAP_API bool RunProgram(const std::string& path, const std::vector<std::string>& arguments,
                             const std::string& log);

class OTELWRAP_API ServerProcess {
 public:
  using MakeSpec = std::function<ServerSpec(const std::string& folder, uint16_t port)>;

  // `make_spec` may be called again with another port, if somebody took the first one meanwhile.
  explicit ServerProcess(const MakeSpec& make_spec);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  uint16_t port() const { return port_; }
  const std::string& folder() const { return folder_.path(); }
  pid_t pid() const { return pid_; }
  std::string Log() const;

  // A server that is gone, and comes back on the same port with the same folder.
  void Stop() noexcept;
  void Start();

  // A server that hangs: its sockets accept, and nothing answers.
  void Freeze() noexcept;
  void Thaw() noexcept;

 private:
  bool Ready() const;
  std::string Failure(const std::string& what) const;

  TempFolder folder_;
  uint16_t port_ = 0;
  ServerSpec spec_;
  pid_t pid_ = -1;
};

}  // namespace otelwrap::testing
