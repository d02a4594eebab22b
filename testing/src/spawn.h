// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Starts programs that can't outlive the thread that started them.

#pragma once

#include <sys/types.h>

#include <string>
#include <vector>

namespace otelwrap::testing {

// Input from /dev/null, output into the file `log`, in the folder `folder`. The environment is ours
// without LD_PRELOAD: what a test preloads is meant for the test. Throws std::runtime_error.
pid_t Spawn(const std::string& path, const std::vector<std::string>& arguments,
            const std::string& folder, const std::string& log);

// How a process ended, in words.
std::string Describe(int wait_status);

}  // namespace otelwrap::testing
