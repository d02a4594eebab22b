// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// otelwrap-bench [PATTERN] [--json FILE] [--no-instructions] [--quick]
//
// Measures every case whose subject matches the pattern (a regular expression), on one processor
// and with a second thread alive: without one, the C++ library leaves out the atomic reference
// counts that every server has.

#include <benchmark/benchmark.h>
#include <sched.h>

#include <condition_variable>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <mutex>
#include <regex>
#include <string>
#include <thread>
#include <vector>

#include "harness/figures.h"
#include "harness/measure.h"
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
      arguments.measure.seconds_per_round = 0.005;
      arguments.measure.rounds = 3;
    } else if (!word.empty() && word.front() != '-') {
      arguments.pattern = word;
    } else {
      return false;
    }
  }
  return true;
}

// Alive, and asleep, as long as the object.
class SecondThread {
 public:
  SecondThread()
      : thread_([this] {
          std::unique_lock<std::mutex> lock(mutex_);
          end_.wait(lock, [this] { return ended_; });
        }) {}
  ~SecondThread() {
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ended_ = true;
    }
    end_.notify_one();
    thread_.join();
  }

 private:
  std::mutex mutex_;
  std::condition_variable end_;
  bool ended_ = false;
  std::thread thread_;
};

void UseOneProcessor() {
  cpu_set_t one;
  CPU_ZERO(&one);
  const int current = sched_getcpu();
  CPU_SET(static_cast<size_t>(current < 0 ? 0 : current), &one);
  sched_setaffinity(0, sizeof one, &one);
}

std::vector<Case> Matching(const std::string& pattern) {
  std::vector<Case> cases;
  const std::regex expression(pattern);
  for (const Case& one : AllCases()) {
    if (std::regex_search(one.subject, expression)) cases.push_back(one);
  }
  return cases;
}

int Run(const Arguments& arguments) {
  const std::vector<Case> cases = Matching(arguments.pattern);
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
  return 0;
}

}  // namespace

int Main(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, arguments)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  UseOneProcessor();
  const SecondThread second;
  if (!arguments.run.empty()) return RunOnce(arguments.run, arguments.times) ? 0 : 2;
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
