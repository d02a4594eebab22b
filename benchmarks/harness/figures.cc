// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "harness/figures.h"

#include <cmath>
#include <cstdio>
#include <ostream>

namespace otelwrap::benchmarks {
namespace {

// Timing noise of this method on a shared machine, and half an allocation of rounding.
constexpr double kTimeTolerance = 1.05;
constexpr double kCountTolerance = 0.5;

std::string Format(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string Optional(const std::optional<double>& value, const char* otherwise) {
  return value ? Format("%.1f", *value) : otherwise;
}

std::string Verdict(const Figure& figure) {
  if (!figure.has_limit) return "";
  const std::string allowed = "<= " + Format("%.0f", figure.AllowedNs()) + " ns, " +
                              Format("%.0f", figure.AllowedAllocations()) + " allocs";
  return (figure.Keeps() ? "kept   " : "MISSED ") + allowed;
}

}  // namespace

double Figure::AllowedNs() const {
  return limit.plus_ns + (floor ? limit.floor_factor * floor->ns : 0);
}

double Figure::AllowedAllocations() const {
  if (limit.allocations >= 0) return limit.allocations;
  return floor ? floor->allocations : 0;
}

bool Figure::Keeps() const {
  return cost.ns <= AllowedNs() * kTimeTolerance &&
         cost.allocations <= AllowedAllocations() + kCountTolerance;
}

void PrintTable(const std::vector<Figure>& figures, std::ostream& out) {
  char line[256];
  std::snprintf(line, sizeof line, "%-22s %-10s %9s %7s %8s %8s   %9s %7s   %s\n", "subject",
                "mode", "ns", "allocs", "bytes", "instr.", "floor ns", "allocs", "design");
  out << line;
  for (const Figure& figure : figures) {
    std::snprintf(
        line, sizeof line, "%-22s %-10s %9.1f %7.1f %8.0f %8s   %9s %7s   %s\n",
        figure.subject.c_str(), Name(figure.mode), figure.cost.ns, figure.cost.allocations,
        figure.cost.bytes,
        figure.cost.instructions ? Format("%.0f", *figure.cost.instructions).c_str() : "-",
        figure.floor ? Format("%.1f", figure.floor->ns).c_str() : "-",
        figure.floor ? Format("%.1f", figure.floor->allocations).c_str() : "-",
        Verdict(figure).c_str());
    out << line;
  }
}

void PrintMisses(const std::vector<Figure>& figures, std::ostream& out) {
  for (const Figure& figure : figures) {
    if (!figure.has_limit || figure.Keeps()) continue;
    out << "MISSED " << figure.subject << ", " << Name(figure.mode) << ", by "
        << Format("%.0f", figure.cost.ns - figure.AllowedNs()) << " ns: " << figure.limit.why
        << "\n";
  }
}

void PrintJson(const std::vector<Figure>& figures, std::ostream& out) {
  out << "[";
  const char* separator = "\n";
  for (const Figure& figure : figures) {
    out << separator << "  {\"subject\": \"" << figure.subject << "\", \"mode\": \""
        << Name(figure.mode) << "\", \"ns\": " << Format("%.2f", figure.cost.ns)
        << ", \"allocations\": " << Format("%.2f", figure.cost.allocations)
        << ", \"bytes\": " << Format("%.1f", figure.cost.bytes)
        << ", \"instructions\": " << Optional(figure.cost.instructions, "null")
        << ", \"floor_ns\": "
        << (figure.floor ? Format("%.2f", figure.floor->ns) : std::string("null")) << "}";
    separator = ",\n";
  }
  out << "\n]\n";
}

}  // namespace otelwrap::benchmarks
