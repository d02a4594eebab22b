// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "harness/measure.h"

#include <benchmark/benchmark.h>
#include <otelwrap/testing/allocation_counter.h>

#include <algorithm>
#include <limits>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "harness/instructions.h"
#include "harness/modes.h"

namespace otelwrap::benchmarks {
namespace {

constexpr size_t kBatch = 256;
constexpr size_t kCounted = 1000;

std::string Label(const Case& one, bool floor) {
  return one.subject + "/" + Name(one.mode) + (floor ? "/floor" : "/ours");
}

// The best round of each label: everything else that a machine does makes a round slower.
class BestOfRounds final : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      if (run.run_type != Run::RT_Iteration) continue;
      const std::string label = run.run_name.function_name;
      const auto found = best_.emplace(label, std::numeric_limits<double>::max()).first;
      found->second = std::min(found->second, run.GetAdjustedCPUTime());
    }
  }
  double Ns(const std::string& label) const {
    const auto found = best_.find(label);
    return found == best_.end() ? 0 : found->second;
  }

 private:
  std::map<std::string, double> best_;
};

void RegisterTiming(const Case& one, const Work& work, bool floor, const MeasureOptions& options) {
  benchmark::RegisterBenchmark(
      Label(one, floor).c_str(),
      [mode = one.mode, metrics = one.metrics, work](benchmark::State& state) {
        const ModeScope scope(mode, metrics);
        work(1);
        while (state.KeepRunningBatch(kBatch)) work(kBatch);
      })
      ->MinTime(options.seconds_per_round)
      ->Repetitions(options.rounds)
      ->Unit(benchmark::kNanosecond);
}

// All cases of a subject and their floors in turns, in many short rounds: what the machine does
// besides hits each of them.
void TakeTurns(const std::vector<Case>& cases, const MeasureOptions& options, BestOfRounds& times) {
  std::set<std::string> subjects;
  for (const Case& one : cases) subjects.insert(one.subject);
  for (const std::string& subject : subjects) {
    benchmark::ClearRegisteredBenchmarks();
    for (const Case& one : cases) {
      if (one.subject != subject) continue;
      RegisterTiming(one, one.ours, false, options);
      if (one.floor) RegisterTiming(one, one.floor, true, options);
    }
    benchmark::RunSpecifiedBenchmarks(&times);
  }
}

Cost Count(const Case& one, const Work& work) {
  const ModeScope scope(one.mode, one.metrics);
  work(kCounted);  // first-use allocations are not a call's
  const testing::AllocationCounter counter;
  work(kCounted);
  Cost cost;
  cost.allocations = static_cast<double>(counter.Allocations()) / kCounted;
  cost.bytes = static_cast<double>(counter.Bytes()) / kCounted;
  return cost;
}

Cost MeasureOne(const Case& one, bool floor, const BestOfRounds& times,
                const MeasureOptions& options) {
  const std::string label = Label(one, floor);
  Cost cost = Count(one, floor ? one.floor : one.ours);
  cost.ns = times.Ns(label);
  if (options.instructions) cost.instructions = CountInstructions(label);
  return cost;
}

void Subtract(const Cost& bare, Cost& cost) {
  cost.ns -= bare.ns;
  cost.allocations -= bare.allocations;
  cost.bytes -= bare.bytes;
  if (cost.instructions && bare.instructions) *cost.instructions -= *bare.instructions;
}

// The loop that does nothing: what it costs is nobody's.
void Nothing(size_t times) {
  for (size_t i = 0; i < times; ++i) benchmark::ClobberMemory();
}

}  // namespace

std::vector<Figure> Measure(const std::vector<Case>& cases, const MeasureOptions& options) {
  BestOfRounds times;
  TakeTurns(cases, options, times);

  std::map<std::string, Cost> bare;
  std::vector<Figure> figures;
  for (const Case& one : cases) {
    Figure figure{one.subject,  one.mode,  MeasureOne(one, false, times, options),
                  std::nullopt, one.limit, one.limit.plus_ns > 0 || one.limit.floor_factor > 0};
    if (one.floor) figure.floor = MeasureOne(one, true, times, options);
    if (one.mode == Mode::kBare) {
      bare[one.subject] = figure.cost;
    } else if (const auto found = bare.find(one.subject); found != bare.end()) {
      Subtract(found->second, figure.cost);
      if (figure.floor) Subtract(found->second, *figure.floor);
    }
    figures.push_back(std::move(figure));
  }
  return figures;
}

bool RunOnce(const std::string& which, size_t times) {
  if (which == "nothing") {
    Nothing(times);
    return true;
  }
  for (const Case& one : AllCases()) {
    for (const bool floor : {false, true}) {
      const Work& work = floor ? one.floor : one.ours;
      if (!work || Label(one, floor) != which) continue;
      const ModeScope scope(one.mode, one.metrics);
      work(1);
      work(times);
      return true;
    }
  }
  return false;
}

}  // namespace otelwrap::benchmarks
