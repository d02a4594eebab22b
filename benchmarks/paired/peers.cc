// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "paired/peers.h"

#include <otelwrap/testing/temp_folder.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace otelwrap::benchmarks {
namespace {

using nlohmann::json;

std::string Quoted(const std::string& word) {
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

json Measured(const std::string& program, const std::string& scenario,
              const RoundOptions& options) {
  const testing::TempFolder folder;
  const std::string output = folder.path() + "/loop.json";
  const std::string command = Quoted(program) + " -rounds " + std::to_string(options.rounds) +
                              " -slice " + std::to_string(options.slice.count()) + "ms -only " +
                              Quoted(scenario) + " -json " + Quoted(output) + " >&2";
  const int status = std::system(command.c_str());  // NOLINT(concurrency-mt-unsafe)
  std::ifstream file(output);
  if (!file) throw std::runtime_error("the peer ended with status " + std::to_string(status));
  const json scenarios = json::parse(file);
  if (scenarios.empty()) throw std::runtime_error("the peers have no such scenario");
  const json& one = scenarios.at(0);
  if (one.contains("not_run")) throw std::runtime_error(one.at("not_run").get<std::string>());
  return one.at("variants");
}

// `null` is their name for: sampled, batched, and dropped by the exporter. As ours.
Paired FiguresOf(const json& variants) {
  Paired figures;
  for (const json& variant : variants) {
    const auto name = variant.at("variant").get<std::string>();
    const double rate = variant.at("requests_per_s");
    if (name == "bare") figures.bare_rate = rate;
    if (name != "null") continue;
    figures.traced_rate = rate;
    figures.ratio = {variant.at("rate_ratio_q1"), variant.at("rate_ratio"),
                     variant.at("rate_ratio_q3")};
    const double added = variant.at("added_latency_us");
    figures.added_us = {added, added, added};
    figures.spans_ended = variant.at("spans_ended");
    figures.spans_exported = variant.at("spans_exported");
  }
  return figures;
}

}  // namespace

Paired RunPeer(const std::string& program, const std::string& scenario,
               const RoundOptions& options) {
  Paired result;
  try {
    result = FiguresOf(Measured(program, scenario, options));
  } catch (const std::exception& error) {
    result.failure = error.what();
  }
  result.scenario = scenario;
  result.who = "Go";
  return result;
}

}  // namespace otelwrap::benchmarks
