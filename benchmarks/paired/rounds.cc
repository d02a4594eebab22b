// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "paired/rounds.h"

#include <otelwrap/testing/allocation_counter.h>

#include <exception>
#include <memory>
#include <stdexcept>
#include <vector>

#include "paired/counted_telemetry.h"

namespace otelwrap::benchmarks {
namespace {

using SteadyClock = std::chrono::steady_clock;

struct Turn {
  size_t requests = 0;
  double seconds = 0;

  double Rate() const { return static_cast<double>(requests) / seconds; }
  double Microseconds() const { return 1e6 / Rate(); }
};

// `finish` is timed too: what a variant put off, it has to do within its own turn.
template <class Request, class Finish>
Turn TakeTurn(std::chrono::milliseconds slice, const Request& request, const Finish& finish) {
  Turn turn;
  const SteadyClock::time_point begin = SteadyClock::now();
  const SteadyClock::time_point end = begin + slice;
  do {
    request();
    ++turn.requests;
  } while (SteadyClock::now() < end);
  finish();
  turn.seconds = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  return turn;
}

class Contest {
 public:
  Contest(const Scenario& scenario, const RoundOptions& options)
      : scenario_(scenario), options_(options), session_(scenario.start()) {}

  Paired Run() {
    PlayRound(0);  // to warm up
    CountAllocations();
    const size_t before = telemetry_.Exported();
    traced_requests_ = 0;
    for (int round = 1; round <= options_.rounds; ++round) {
      PlayRound(round);
      Note();
    }
    return Result(telemetry_.Exported() - before);
  }

 private:
  // In the opposite order in every other round.
  void PlayRound(int round) {
    if (round % 2 == 0) PlayBare();
    PlayTraced();
    if (round % 2 != 0) PlayBare();
  }

  void PlayBare() {
    bare_ = TakeTurn(options_.slice, [this] { session_->Bare(); }, [] {});
  }

  void PlayTraced() {
    traced_ =
        TakeTurn(options_.slice, [this] { session_->Traced(); }, [this] { telemetry_.Flush(); });
    traced_requests_ += traced_.requests;
  }

  void CountAllocations() {
    constexpr size_t kRequests = 500;
    const testing::AllocationCounter bare;
    for (size_t i = 0; i < kRequests; ++i) session_->Bare();
    const double bare_allocations = static_cast<double>(bare.Allocations());
    const double bare_bytes = static_cast<double>(bare.Bytes());
    const testing::AllocationCounter traced;
    for (size_t i = 0; i < kRequests; ++i) session_->Traced();
    added_allocations_ = (static_cast<double>(traced.Allocations()) - bare_allocations) / kRequests;
    added_bytes_ = (static_cast<double>(traced.Bytes()) - bare_bytes) / kRequests;
    telemetry_.Flush();
  }

  void Note() {
    bare_rates_.push_back(bare_.Rate());
    traced_rates_.push_back(traced_.Rate());
    ratios_.push_back(traced_.Rate() / bare_.Rate());
    added_us_.push_back(traced_.Microseconds() - bare_.Microseconds());
  }

  Paired Result(size_t exported) const {
    Paired result;
    result.bare_rate = SpreadOf(bare_rates_).median;
    result.traced_rate = SpreadOf(traced_rates_).median;
    result.ratio = SpreadOf(ratios_);
    result.added_us = SpreadOf(added_us_);
    result.added_allocations = added_allocations_;
    result.added_bytes = added_bytes_;
    result.spans_ended =
        static_cast<size_t>(static_cast<double>(traced_requests_) * scenario_.spans_per_request);
    result.spans_exported = exported;
    if (exported * 2 < result.spans_ended) {
      throw std::runtime_error(
          "fewer than half of the expected spans were exported: " + std::to_string(exported) +
          " of " + std::to_string(result.spans_ended));
    }
    return result;
  }

  const Scenario& scenario_;
  const RoundOptions& options_;
  CountedTelemetry telemetry_;
  const std::unique_ptr<Session> session_;
  Turn bare_;
  Turn traced_;
  size_t traced_requests_ = 0;
  double added_allocations_ = 0;
  double added_bytes_ = 0;
  std::vector<double> bare_rates_;
  std::vector<double> traced_rates_;
  std::vector<double> ratios_;
  std::vector<double> added_us_;
};

}  // namespace

Paired RunPaired(const Scenario& scenario, const RoundOptions& options) {
  Paired result;
  result.failure = scenario.missing();
  try {
    if (result.failure.empty()) result = Contest(scenario, options).Run();
  } catch (const std::exception& error) {
    result.failure = error.what();
  }
  result.scenario = scenario.name;
  return result;
}

}  // namespace otelwrap::benchmarks
