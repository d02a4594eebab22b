// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One bar on the waterfall's time axis, to an eighth of a column.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace otelwrap::testing {

struct BarCell {
  enum class Kind { kEmpty, kGrid, kBar, kBarReversed };  // reversed: drawn by its background

  std::string glyph = " ";
  Kind kind = Kind::kEmpty;
};

struct BarStyle {
  bool unicode = true;
  bool reverse = false;  // the terminal can swap fore- and background: exact left edges
};

// Where the instants of [0, total] fall among `columns` cells.
class BarAxis {
 public:
  BarAxis(uint64_t total_nanos, size_t columns, BarStyle style);

  // The grid with the bar of [start, start + duration] on it; the shortest is still visible.
  std::vector<BarCell> Draw(uint64_t start_nanos, uint64_t duration_nanos) const;

  // The line above: a label at each tick, and the line below it that joins the ticks.
  std::string Labels() const;
  std::string Ruler() const;

  size_t Columns() const { return columns_; }

 private:
  size_t Eighths(uint64_t nanos) const;
  size_t Column(uint64_t nanos) const;
  BarCell Cell(size_t from, size_t to) const;

  uint64_t total_;
  size_t columns_;
  BarStyle style_;
  std::string labels_;
  std::vector<size_t> tick_columns_;  // of the ticks whose label has room
};

}  // namespace otelwrap::testing
