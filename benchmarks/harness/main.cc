// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// otelwrap-bench [PATTERN] [--json FILE] [--no-instructions] [--quick]
//
// Measures every case whose subject matches the pattern (a regular expression), on one processor
// and with a second thread alive: without one, the C++ library leaves out the atomic reference
// counts that every server has.

#include <benchmark/benchmark.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <regex>
#include <set>
#include <string>
#include <vector>

#include "harness/figures.h"
#include "harness/measure.h"
#include "harness/process.h"
#include "harness/subject.h"

namespace otelwrap::benchmarks {

std::vector<Case>& AllCases() {
  static std::vector<Case>& cases = *new std::vector<Case>;
  return cases;
}

const char* Name(Mode mode) {
  constexpr const char* kNames[] = {"bare", "off", "no-op", "unsampled", "sampled"};
  return kNames[static_cast<size_t>(mode)];
}

namespace {

constexpr char kUsage[] =
    "usage: otelwrap-bench [PATTERN] [--json FILE] [--no-instructions] [--quick]\n"
    "  PATTERN            only the subjects that match this regular expression\n"
    "  --json FILE        also write the figures as JSON\n"
    "  --no-instructions  leave out the instruction counts (they take most of the time)\n"
    "  --quick            shorter rounds: shows that everything works, times are rough\n";

struct Arguments {
  std::string pattern = ".";
  std::string json;
  std::string run;
  size_t times = 0;
  MeasureOptions measure;
};

bool Parse(int argc, char** argv, Arguments& arguments) {
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--json" && i + 1 < argc) {
      arguments.json = argv[++i];
    } else if (word == "--run" && i + 2 < argc) {
      arguments.run = argv[++i];
      arguments.times = std::strtoull(argv[++i], nullptr, 10);
    } else if (word == "--no-instructions") {
      arguments.measure.instructions = false;
    } else if (word == "--quick") {
      arguments.measure.seconds_per_round = 0.002;
      arguments.measure.rounds = 5;
    } else if (!word.empty() && word.front() != '-') {
      arguments.pattern = word;
    } else {
      return false;
    }
  }
  return true;
}

std::vector<Case> Matching(const std::string& pattern) {
  std::vector<Case> cases;
  const std::regex expression(pattern);
  for (const Case& one : AllCases()) {
    if (std::regex_search(one.subject, expression)) cases.push_back(one);
  }
  return cases;
}

// Says of each subject that can't run here why, and measures the others.
void LeaveOutMissing(std::vector<Case>& cases) {
  std::set<std::string> said;
  const auto is_missing = [&said](const Case& one) {
    const std::string reason = one.missing ? one.missing() : std::string();
    if (!reason.empty() && said.insert(one.subject).second) {
      std::fprintf(stderr, "%s: NOT RUN: %s\n", one.subject.c_str(), reason.c_str());
    }
    return !reason.empty();
  };
  cases.erase(std::remove_if(cases.begin(), cases.end(), is_missing), cases.end());
}

int Run(const Arguments& arguments) {
  std::vector<Case> cases = Matching(arguments.pattern);
  if (cases.empty()) {
    std::fprintf(stderr, "otelwrap-bench: no subject matches '%s'; there are:\n",
                 arguments.pattern.c_str());
    std::string last;
    for (const Case& one : AllCases()) {
      if (one.subject != last) std::fprintf(stderr, "  %s\n", one.subject.c_str());
      last = one.subject;
    }
    return 2;
  }
  const size_t matched = cases.size();
  LeaveOutMissing(cases);
  const std::vector<Figure> figures = Measure(cases, arguments.measure);
  PrintTable(figures, std::cout);
  PrintMisses(figures, std::cout);
  if (!arguments.json.empty()) {
    std::ofstream file(arguments.json);
    PrintJson(figures, file);
    if (!file.flush()) {
      std::fprintf(stderr, "otelwrap-bench: can't write %s\n", arguments.json.c_str());
      return 1;
    }
  }
  return cases.size() == matched ? 0 : 1;
}

}  // namespace

// Google Benchmark takes the benchmarks in turns only when told so on its command line.
void InitializeBenchmark() {
  char program[] = "otelwrap-bench";
  char in_turns[] = "--benchmark_enable_random_interleaving=true";
  char* words[] = {program, in_turns, nullptr};
  int count = 2;
  benchmark::Initialize(&count, words);
}

int Main(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, arguments)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  UseOneProcessor();
  const SecondThread second;
  if (!arguments.run.empty()) return RunOnce(arguments.run, arguments.times) ? 0 : 2;
  InitializeBenchmark();
  try {
    return Run(arguments);
  } catch (const std::regex_error&) {
    std::fprintf(stderr, "otelwrap-bench: '%s' is no regular expression\n",
                 arguments.pattern.c_str());
    return 2;
  }
}

}  // namespace otelwrap::benchmarks

int main(int argc, char** argv) { return otelwrap::benchmarks::Main(argc, argv); }
