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

struct Variant {
  using Request = void (Session::*)();

  Variant(const char* its_name, Request its_request) : name(its_name), request(its_request) {}

  const char* const name;
  const Request request;
  Turn turn;  // the latest
  size_t requests = 0;
  size_t exported = 0;  // spans
  double allocations = 0;
  double bytes = 0;
  std::vector<double> rates;
  std::vector<double> ratios;
  std::vector<double> added_us;
};

class Contest {
 public:
  Contest(const Scenario& scenario, const RoundOptions& options)
      : scenario_(scenario), options_(options), session_(scenario.start()) {
    variants_.emplace_back("bare", &Session::Bare);
    variants_.emplace_back("otelwrap", &Session::Traced);
    if (scenario.has_by_hand) variants_.emplace_back("by hand", &Session::ByHand);
  }

  std::vector<Paired> Run() {
    PlayRound(0);  // to warm up
    for (Variant& variant : variants_) {
      CountAllocations(variant);
      variant.requests = variant.exported = 0;
    }
    for (int round = 1; round <= options_.rounds; ++round) {
      PlayRound(round);
      Note();
    }
    std::vector<Paired> results;
    for (size_t i = 1; i < variants_.size(); ++i) results.push_back(Result(variants_[i]));
    return results;
  }

 private:
  const Variant& bare() const { return variants_.front(); }

  // In the opposite order in every other round.
  void PlayRound(int round) {
    const size_t last = variants_.size() - 1;
    for (size_t i = 0; i <= last; ++i) Play(variants_[round % 2 == 0 ? i : last - i]);
  }

  void Play(Variant& variant) {
    const size_t before = telemetry_.Exported();
    variant.turn = TakeTurn(
        options_.slice, [&] { (session_.get()->*variant.request)(); },
        [&] {
          if (&variant != &bare()) telemetry_.Flush();
        });
    variant.requests += variant.turn.requests;
    variant.exported += telemetry_.Exported() - before;
  }

  void CountAllocations(Variant& variant) {
    constexpr size_t kRequests = 500;
    const testing::AllocationCounter counter;
    for (size_t i = 0; i < kRequests; ++i) (session_.get()->*variant.request)();
    variant.allocations = static_cast<double>(counter.Allocations()) / kRequests;
    variant.bytes = static_cast<double>(counter.Bytes()) / kRequests;
    telemetry_.Flush();
  }

  void Note() {
    for (Variant& variant : variants_) {
      variant.rates.push_back(variant.turn.Rate());
      variant.ratios.push_back(variant.turn.Rate() / bare().turn.Rate());
      variant.added_us.push_back(variant.turn.Microseconds() - bare().turn.Microseconds());
    }
  }

  Paired Result(const Variant& variant) const {
    Paired result;
    result.who = variant.name;
    result.bare_rate = SpreadOf(bare().rates).median;
    result.traced_rate = SpreadOf(variant.rates).median;
    result.ratio = SpreadOf(variant.ratios);
    result.added_us = SpreadOf(variant.added_us);
    result.added_allocations = variant.allocations - bare().allocations;
    result.added_bytes = variant.bytes - bare().bytes;
    result.spans_ended =
        static_cast<size_t>(static_cast<double>(variant.requests) * scenario_.spans_per_request);
    result.spans_exported = variant.exported;
    if (result.spans_exported * 2 < result.spans_ended) {
      throw std::runtime_error(
          result.who + ": fewer than half of the expected spans were exported: " +
          std::to_string(result.spans_exported) + " of " + std::to_string(result.spans_ended));
    }
    return result;
  }

  const Scenario& scenario_;
  const RoundOptions& options_;
  CountedTelemetry telemetry_;
  const std::unique_ptr<Session> session_;
  std::vector<Variant> variants_;
};

Paired NotRun(const std::string& failure) {
  Paired result;
  result.failure = failure;
  return result;
}

}  // namespace

std::vector<Paired> RunPaired(const Scenario& scenario, const RoundOptions& options) {
  std::vector<Paired> results;
  try {
    const std::string missing = scenario.missing();
    results =
        missing.empty() ? Contest(scenario, options).Run() : std::vector<Paired>{NotRun(missing)};
  } catch (const std::exception& error) {
    results = {NotRun(error.what())};
  }
  for (Paired& result : results) result.scenario = scenario.name;
  return results;
}

}  // namespace otelwrap::benchmarks
