// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// otelwrap-bench-paired [PATTERN] [--json FILE] [--quick] [--peers PROGRAM]
//
// What our instrumentation takes from the throughput of one client that sends serial requests over
// one kept-alive loopback connection to a real server; all of it on one processor.

#include <cstdio>
#include <fstream>
#include <iostream>
#include <regex>
#include <string>
#include <utility>
#include <vector>

#include "harness/process.h"
#include "paired/peers.h"
#include "paired/report.h"
#include "paired/rounds.h"
#include "paired/scenario.h"

namespace otelwrap::benchmarks {
namespace {

constexpr char kUsage[] =
    "usage: otelwrap-bench-paired [PATTERN] [--json FILE] [--quick] [--peers PROGRAM]\n"
    "  PATTERN          only the scenarios that match this regular expression\n"
    "  --json FILE      also write the figures as JSON\n"
    "  --quick          10 rounds of 0.1 s: shows that everything works, figures are rough\n"
    "  --peers PROGRAM  the Go peers' built `loop`: measured beside ours, in turn by scenario\n";

struct Arguments {
  std::string pattern = ".";
  std::string json;
  std::string peers;
  RoundOptions rounds;
};

bool Parse(int argc, char** argv, Arguments& arguments) {
  bool has_pattern = false;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    if (word == "--json" && i + 1 < argc) {
      arguments.json = argv[++i];
    } else if (word == "--peers" && i + 1 < argc) {
      arguments.peers = argv[++i];
    } else if (word == "--quick") {
      arguments.rounds = {10, std::chrono::milliseconds(100)};
    } else if (!word.empty() && word.front() != '-' && !has_pattern) {
      arguments.pattern = word;
      has_pattern = true;
    } else {
      return false;
    }
  }
  return true;
}

bool Write(const std::vector<Paired>& results, const Arguments& arguments) {
  if (arguments.json.empty()) return true;
  std::ofstream file(arguments.json);
  PrintPairedJson(results, arguments.rounds.rounds, file);
  if (file.flush()) return true;
  std::fprintf(stderr, "otelwrap-bench-paired: can't write %s\n", arguments.json.c_str());
  return false;
}

int Run(const Arguments& arguments) {
  const std::regex pattern(arguments.pattern);
  std::vector<Paired> results;
  bool all_ran = true;
  for (const Scenario& scenario :
       {RedisGet(), HttpGet(), MysqlText(), MysqlPrepared(), GrpcEcho()}) {
    if (!std::regex_search(scenario.name, pattern)) continue;
    std::fprintf(stderr, "%s: %d rounds\n", scenario.name.c_str(), arguments.rounds.rounds);
    for (Paired& one : RunPaired(scenario, arguments.rounds)) {
      all_ran = all_ran && one.failure.empty();
      results.push_back(std::move(one));
    }
    if (arguments.peers.empty()) continue;
    results.push_back(RunPeer(arguments.peers, scenario.name, arguments.rounds));
    all_ran = all_ran && results.back().failure.empty();
  }
  if (results.empty()) {
    std::fprintf(stderr, "otelwrap-bench-paired: no scenario matches '%s'\n",
                 arguments.pattern.c_str());
    return 2;
  }
  PrintPairedTable(results, std::cout);
  if (!Write(results, arguments)) return 1;
  if (!all_ran) std::fputs("otelwrap-bench-paired: not every scenario ran\n", stderr);
  return all_ran ? 0 : 1;
}

int Main(int argc, char** argv) {
  Arguments arguments;
  if (!Parse(argc, argv, arguments)) {
    std::fputs(kUsage, stderr);
    return 2;
  }
  UseOneProcessor();
  const SecondThread second;
  try {
    return Run(arguments);
  } catch (const std::regex_error&) {
    std::fprintf(stderr, "otelwrap-bench-paired: '%s' is no regular expression\n",
                 arguments.pattern.c_str());
    return 2;
  }
}

}  // namespace
}  // namespace otelwrap::benchmarks

int main(int argc, char** argv) { return otelwrap::benchmarks::Main(argc, argv); }
