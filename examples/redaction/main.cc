// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// redaction: what telemetry would show of queries, commands and URLs, one a line. README.md says
// how to use it.

#include <cstdio>
#include <iostream>
#include <string>

#include "options.h"
#include "preview.h"
#include "text.h"

namespace {

constexpr int kWrongInput = 1;
constexpr int kWrongUse = 2;

int Fail(int status, const std::string& sentence) {
  std::fprintf(stderr, "redaction: %s\n", sentence.c_str());
  return status;
}

// One line out for each input, also for one that can't be read, so that the two stay side by side.
int Run(const redaction::Options& options) {
  int status = 0;
  std::string input;
  for (size_t number = 1; std::getline(std::cin, input, options.end_of_input); ++number) {
    const auto preview = redaction::PreviewOf(input, options);
    if (!preview) {
      status = Fail(kWrongInput, "input " + std::to_string(number) +
                                     " is left out: its quotes are not balanced.");
      std::cout << "\t\n";
      continue;
    }
    std::cout << redaction::Escaped(preview->text) << '\t' << redaction::Escaped(preview->name)
              << '\n';
  }
  if (!std::cout.flush()) return Fail(kWrongInput, "the output can't be written.");
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  std::string problem;
  const auto options = redaction::ReadOptions({argv + 1, argv + argc}, &problem);
  if (!options) return Fail(kWrongUse, problem);
  if (!redaction::IsBuilt(options->kind)) {
    return Fail(kWrongUse, "'" + std::string(argv[1]) +
                               "' is not part of this build: its library was not found.");
  }
  return Run(*options);
}
