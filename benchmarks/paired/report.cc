// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "paired/report.h"

#include <cstdio>
#include <ostream>
#include <string>

namespace otelwrap::benchmarks {
namespace {

constexpr size_t kLine = 512;

std::string Quoted(const std::string& text) {
  std::string quoted = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
  }
  return quoted + '"';
}

double LostPercent(const Paired& one) {
  if (one.spans_ended <= one.spans_exported) return 0;
  return 100.0 * static_cast<double>(one.spans_ended - one.spans_exported) /
         static_cast<double>(one.spans_ended);
}

std::string Allocations(const Paired& one) {
  if (one.added_allocations < 0) return "-";
  char text[kLine];
  std::snprintf(text, sizeof text, "%+.1f / %+.0f B", one.added_allocations, one.added_bytes);
  return text;
}

// The peers say no quartiles of the added time.
std::string AddedTime(const Spread& added) {
  char text[kLine];
  const bool has_quartiles = added.first_quartile < added.third_quartile;
  std::snprintf(text, sizeof text, has_quartiles ? "%6.2f (%.2f to %.2f)" : "%6.2f", added.median,
                added.first_quartile, added.third_quartile);
  return text;
}

std::string Row(const Paired& one) {
  char line[kLine];
  std::snprintf(line, sizeof line,
                "%-20s %-8s %8.0f %8.1f  %-24s %-16s %6.3f (%.3f to %.3f)  %6.2f %%\n",
                one.scenario.c_str(), one.who.c_str(), one.bare_rate, 1e6 / one.bare_rate,
                AddedTime(one.added_us).c_str(), Allocations(one).c_str(), one.ratio.median,
                one.ratio.first_quartile, one.ratio.third_quartile, LostPercent(one));
  return line;
}

std::string Counted(double value) {
  char text[kLine];
  std::snprintf(text, sizeof text, "%.2f", value);
  return value < 0 ? "null" : text;
}

std::string Figures(const Paired& one, int rounds) {
  char text[kLine];
  std::snprintf(text, sizeof text,
                ", \"rounds\": %d, \"bare_requests_per_s\": %.1f, \"requests_per_s\": %.1f, "
                "\"added_us\": %.4f, \"added_us_q1\": %.4f, \"added_us_q3\": %.4f, "
                "\"added_allocations\": %s, \"added_bytes\": %s, "
                "\"rate_ratio\": %.4f, \"rate_ratio_q1\": %.4f, \"rate_ratio_q3\": %.4f, "
                "\"spans_ended\": %zu, \"spans_exported\": %zu",
                rounds, one.bare_rate, one.traced_rate, one.added_us.median,
                one.added_us.first_quartile, one.added_us.third_quartile,
                Counted(one.added_allocations).c_str(), Counted(one.added_bytes).c_str(),
                one.ratio.median, one.ratio.first_quartile, one.ratio.third_quartile,
                one.spans_ended, one.spans_exported);
  return text;
}

}  // namespace

void PrintPairedTable(const std::vector<Paired>& results, std::ostream& out) {
  out << "scenario             who        bare/s  bare us  adds us (quartiles)      allocs added"
         "       rate (quartiles)         spans lost\n";
  for (const Paired& one : results) {
    if (one.failure.empty()) {
      out << Row(one);
    } else {
      out << one.scenario << " " << one.who << ": NOT RUN: " << one.failure << "\n";
    }
  }
}

void PrintPairedJson(const std::vector<Paired>& results, int rounds, std::ostream& out) {
  out << "[";
  for (size_t i = 0; i < results.size(); ++i) {
    const Paired& one = results[i];
    out << (i == 0 ? "\n" : ",\n") << "  {\"scenario\": " << Quoted(one.scenario)
        << ", \"who\": " << Quoted(one.who)
        << ", \"not_run\": " << (one.failure.empty() ? "null" : Quoted(one.failure));
    if (one.failure.empty()) out << Figures(one, rounds);
    out << "}";
  }
  out << "\n]\n";
}

}  // namespace otelwrap::benchmarks
