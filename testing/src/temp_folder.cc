// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/temp_folder.h>
#include <stdlib.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <stdexcept>

namespace otelwrap::testing {
namespace {

// A Unix socket's path has room for 107 characters.
constexpr size_t kLongestRoot = 60;

}  // namespace

TempFolder::TempFolder(std::string_view name)
    : path_(Root() + "/otelwrap-" + std::string(name) + "-XXXXXX") {
  if (::mkdtemp(path_.data()) == nullptr) {
    throw std::runtime_error("can't make the folder " + path_ + ": " + std::strerror(errno));
  }
}

TempFolder::~TempFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

std::string TempFolder::Root() {
  const char* const root = std::getenv("TMPDIR");
  if (root == nullptr || *root == '\0' || std::strlen(root) > kLongestRoot) return "/tmp";
  return root;
}

}  // namespace otelwrap::testing
