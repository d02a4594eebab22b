// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "waterfall_bar.h"

#include <algorithm>
#include <cmath>

#include "terminal_text.h"
#include "time_scale.h"

namespace otelwrap::testing {
namespace {

constexpr size_t kColumnsPerTick = 8;

// Filled from the left: none, 1/8, 2/8 ... 8/8.
constexpr const char* kLeft[] = {" ", "▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"};

// Filled from the right; there are no more such characters.
const char* Right(size_t eighths) {
  if (eighths >= 6) return "█";
  return eighths >= 3 ? "▐" : "▕";
}

}  // namespace

BarAxis::BarAxis(uint64_t total_nanos, size_t columns, BarStyle style)
    : total_(std::max<uint64_t>(total_nanos, 1)), columns_(columns), style_(style) {
  for (const uint64_t tick : Ticks(total_, std::max<size_t>(2, columns / kColumnsPerTick + 1))) {
    const std::string label = FormatTick(tick, style_.unicode);
    const size_t column = Column(tick);
    const size_t used = TextColumns(labels_);
    const bool touches = used > 0 && column <= used;
    if (touches || column + TextColumns(label) > columns_) continue;
    labels_ += std::string(column - used, ' ') + label;
    tick_columns_.push_back(column);
  }
}

size_t BarAxis::Eighths(uint64_t nanos) const {
  const double share = static_cast<double>(std::min(nanos, total_)) / static_cast<double>(total_);
  return static_cast<size_t>(std::lround(share * static_cast<double>(columns_ * 8)));
}

size_t BarAxis::Column(uint64_t nanos) const { return std::min(Eighths(nanos) / 8, columns_ - 1); }

BarCell BarAxis::Cell(size_t from, size_t to) const {
  const size_t filled = to - from;
  if (!style_.unicode) return {filled == 8 ? "=" : "-", BarCell::Kind::kBar};
  if (from == 0) return {kLeft[to], BarCell::Kind::kBar};
  if (to == 8 && style_.reverse) return {kLeft[from], BarCell::Kind::kBarReversed};
  if (to == 8 || from + to > 8) return {Right(filled), BarCell::Kind::kBar};
  return {kLeft[filled], BarCell::Kind::kBar};
}

std::vector<BarCell> BarAxis::Draw(uint64_t start_nanos, uint64_t duration_nanos) const {
  std::vector<BarCell> cells(columns_);
  for (const size_t column : tick_columns_) {
    cells[column] = {style_.unicode ? "┊" : ":", BarCell::Kind::kGrid};
  }
  const size_t begin = std::min(Eighths(start_nanos), columns_ * 8 - 1);
  const size_t end = std::max(begin + 1, Eighths(start_nanos + duration_nanos));
  for (size_t column = begin / 8; column * 8 < end; ++column) {
    const size_t left = column * 8;
    cells[column] = Cell(std::max(begin, left) - left, std::min(end, left + 8) - left);
  }
  return cells;
}

std::string BarAxis::Labels() const { return Fit(labels_, columns_, style_.unicode); }

std::string BarAxis::Ruler() const {
  std::vector<const char*> cells(columns_, style_.unicode ? "─" : "-");
  for (const size_t column : tick_columns_) cells[column] = style_.unicode ? "┬" : "+";
  std::string line;
  for (const char* cell : cells) line += cell;
  return line;
}

}  // namespace otelwrap::testing
