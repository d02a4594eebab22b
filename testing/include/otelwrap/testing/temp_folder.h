// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A folder of its own for a test: made empty, readable by its owner only, removed with all that is
// in it when the object ends. It lies below TMPDIR, or /tmp where that is too long a path for the
// Unix sockets that servers put into it.
//
// Threads: none of its own; not for two threads at once. Ownership: the folder ends with the
// object. Errors: throws std::runtime_error when it can't be made.

#pragma once

#include <otelwrap/config.h>

#include <string>
#include <string_view>

namespace otelwrap::testing {

class OTELWRAP_API TempFolder {
 public:
  explicit TempFolder(std::string_view name = "test");
  ~TempFolder();
  TempFolder(const TempFolder&) = delete;
  TempFolder& operator=(const TempFolder&) = delete;

  const std::string& path() const { return path_; }

  // Where temporary folders are made.
  static std::string Root();

 private:
  std::string path_;
};

}  // namespace otelwrap::testing
