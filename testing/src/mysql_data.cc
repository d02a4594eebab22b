// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "mysql_data.h"

#include <fcntl.h>
#include <otelwrap/testing/temp_folder.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <stdexcept>

#include "socket.h"

namespace otelwrap::testing {
namespace {

namespace fs = std::filesystem;

// A folder below the temporary one whose name can be foretold: nobody else may have put it there.
fs::path OwnCacheFolder() {
  const fs::path folder =
      TempFolder::Root() + "/otelwrap-mysql-data-" + std::to_string(::geteuid());
  if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST) {
    throw std::runtime_error("can't make the folder " + folder.string());
  }
  struct stat status{};
  if (::lstat(folder.c_str(), &status) != 0 || !S_ISDIR(status.st_mode) ||
      status.st_uid != ::geteuid() || (status.st_mode & 0077) != 0) {
    throw std::runtime_error(folder.string() + " is not a private folder of this user");
  }
  return folder;
}

// Another program, or another version of it, has another name.
std::string CacheName(const std::string& program) {
  const auto written = fs::last_write_time(program).time_since_epoch().count();
  return std::to_string(
      std::hash<std::string>()(fs::canonical(program).string() + " " + std::to_string(written)));
}

void Initialise(const MysqlProgram& program, const fs::path& data) {
  const std::string log = data.string() + ".log";
  std::vector<std::string> arguments = CommonMysqlArguments(data.string());
  std::string path = program.path;
  if (program.kind == MysqlKind::kMariaDb) {
    path = FindProgram("mariadb-install-db");
    for (const char* argument : {"--auth-root-authentication-method=normal", "--skip-test-db",
                                 "--innodb-log-file-size=8M", "--innodb-undo-tablespaces=0"}) {
      arguments.emplace_back(argument);
    }
  } else {
    arguments.emplace_back("--initialize-insecure");
  }
  if (path.empty() || !RunProgram(path, arguments, log)) {
    std::ifstream file(log);
    throw std::runtime_error("the data folder of " + program.path + " could not be made:\n" +
                             std::string(std::istreambuf_iterator<char>(file), {}));
  }
}

}  // namespace

std::vector<std::string> CommonMysqlArguments(const std::string& data_folder) {
  std::vector<std::string> arguments = {"--no-defaults", "--datadir=" + data_folder};
  if (::geteuid() == 0) arguments.emplace_back("--user=root");
  return arguments;
}

void MakeMysqlData(const MysqlProgram& program, const std::string& target) {
  const fs::path folder = OwnCacheFolder();
  const fs::path cached = folder / CacheName(program.path);
  const Fd lock(::open((cached.string() + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock || ::flock(lock.get(), LOCK_EX) != 0) {
    throw std::runtime_error("can't lock " + cached.string() + ".lock");
  }
  if (!fs::exists(cached)) {
    const fs::path unfinished = cached.string() + ".unfinished";
    fs::remove_all(unfinished);
    Initialise(program, unfinished);
    fs::rename(unfinished, cached);
  }
  fs::copy(cached, target, fs::copy_options::recursive);
}

}  // namespace otelwrap::testing
