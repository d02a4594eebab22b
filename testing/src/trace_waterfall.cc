// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/trace_waterfall.h>

#include <algorithm>
#include <utility>
#include <vector>

#include "terminal_text.h"
#include "time_scale.h"
#include "waterfall_bar.h"
#include "waterfall_rows.h"

namespace otelwrap::testing {
namespace {

constexpr size_t kMinColumns = 80;
constexpr size_t kMaxColumns = 200;
constexpr size_t kMinBarColumns = 16;

constexpr char kBold[] = "1";
constexpr char kDim[] = "2";
constexpr char kError[] = "1;31";

// Told apart on light and on dark; red is left to errors.
constexpr const char* kServiceColours[] = {"38;5;33", "38;5;208", "38;5;35", "38;5;170",
                                           "38;5;37", "38;5;178", "38;5;99", "38;5;138"};

// The width of each column of the picture; two blanks lie between them.
struct Layout {
  size_t service = 0;
  size_t name = 0;
  size_t kind = 0;
  size_t bar = 0;
  size_t duration = 0;
  size_t error = 0;  // 0: nothing failed, so there is no such column
};

size_t Longest(const std::vector<WaterfallRow>& rows, std::string WaterfallRow::* cell,
               const char* title) {
  size_t longest = TextColumns(title);
  for (const WaterfallRow& row : rows) longest = std::max(longest, TextColumns(row.*cell));
  return longest;
}

// Bars get what names leave over, names at most half of what both share.
Layout LayOut(const std::vector<WaterfallRow>& rows, size_t errors, size_t columns) {
  Layout layout;
  layout.service = std::min(Longest(rows, &WaterfallRow::service, "SERVICE"), columns / 7);
  layout.kind = Longest(rows, &WaterfallRow::kind, "KIND");
  layout.duration = Longest(rows, &WaterfallRow::duration, "DURATION");
  size_t rest = columns - layout.service - layout.kind - layout.duration - 8;
  if (errors > 0) {
    layout.error = std::min(Longest(rows, &WaterfallRow::error, "ERROR"), columns / 7);
    rest -= layout.error + 2;
  }
  const size_t most = std::min(rest / 2 + rest / 20, rest - kMinBarColumns);
  layout.name = std::min(Longest(rows, &WaterfallRow::label, "SPAN"), most);
  layout.bar = rest - layout.name;
  return layout;
}

class Drawer {
 public:
  Drawer(const TraceTree& trace, const WaterfallOptions& options)
      : trace_(trace),
        options_(options),
        columns_(std::clamp(options.columns, kMinColumns, kMaxColumns)),
        rows_(WaterfallRows(trace, options.unicode)),
        layout_(LayOut(rows_, trace.errors, columns_)),
        axis_(trace.duration_nanos, layout_.bar, {options.unicode, options.colour}) {}

  std::string Draw() {
    Header();
    Legend();
    Axis();
    for (const WaterfallRow& row : rows_) Row(row);
    Footer();
    return std::move(out_);
  }

 private:
  std::string Paint(const char* style, const std::string& text) const {
    if (!options_.colour || text.empty()) return text;
    return std::string("\x1b[") + style + "m" + text + "\x1b[0m";
  }

  const char* ColourOf(size_t service) const {
    return kServiceColours[service % std::size(kServiceColours)];
  }

  std::string Fitted(const std::string& text, size_t columns) const {
    return Fit(text, columns, options_.unicode);
  }

  // Blanks at the end of a line help nobody.
  void EndLine() {
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    out_ += '\n';
  }

  static std::string Counted(size_t count, const char* what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
  }

  void Header() {
    const char* const dot = options_.unicode ? " · " : " - ";
    const std::string id = Printable(trace_.trace_id, options_.unicode).substr(0, 32);
    out_ += Paint(kBold, "Trace " + id) + dot;
    out_ += FormatDuration(trace_.duration_nanos, options_.unicode);
    out_ += dot + Counted(trace_.nodes.size(), "span");
    if (trace_.errors > 0) out_ += dot + Paint(kError, Counted(trace_.errors, "error"));
    EndLine();
  }

  // The services with their colours and numbers of spans, as many as fit on a line.
  void Legend() {
    size_t used = 0;
    for (size_t i = 0; i < trace_.services.size(); ++i) {
      const auto spans = std::count_if(rows_.begin(), rows_.end(), [i](const WaterfallRow& row) {
        return row.service_index == i;
      });
      const std::string name = ServiceName(trace_.services[i], options_.unicode);
      const std::string count = " " + std::to_string(spans);
      const size_t width = 2 + TextColumns(name) + count.size() + 3;
      if (used + width >= columns_) {
        out_ += options_.unicode ? "…" : "~";
        break;
      }
      used += width;
      out_ +=
          Paint(ColourOf(i), (options_.unicode ? "■ " : "* ") + name) + Paint(kDim, count) + "   ";
    }
    EndLine();
    out_ += '\n';
  }

  void Axis() {
    std::string titles = Fitted("SERVICE", layout_.service) + "  " + Fitted("SPAN", layout_.name) +
                         "  " + Fitted("KIND", layout_.kind) + "  " + axis_.Labels() + "  " +
                         FitRight("DURATION", layout_.duration, options_.unicode);
    if (layout_.error > 0) titles += "  ERROR";
    out_ += Paint(kDim, titles);
    EndLine();
    const size_t before = layout_.service + layout_.name + layout_.kind + 6;
    const size_t after = columns_ - before - layout_.bar;
    const char* const line = options_.unicode ? "─" : "-";
    std::string ruler;
    for (size_t i = 0; i < before; ++i) ruler += line;
    ruler += axis_.Ruler();
    for (size_t i = 0; i < after; ++i) ruler += line;
    out_ += Paint(kDim, ruler);
    EndLine();
  }

  void Row(const WaterfallRow& row) {
    const char* const colour = ColourOf(row.service_index);
    const std::string label = Fitted(row.label, layout_.name);
    const size_t guides = std::min(row.guide_bytes, label.size());
    out_ += Paint(colour, Fitted(row.service, layout_.service)) + "  ";
    out_ += Paint(kDim, label.substr(0, guides)) + label.substr(guides) + "  ";
    out_ += Paint(kDim, Fitted(row.kind, layout_.kind)) + "  ";
    Bar(row, colour);
    out_ += "  " + FitRight(row.duration, layout_.duration, options_.unicode);
    if (!row.error.empty()) out_ += "  " + Paint(kError, Error(row.error));
    EndLine();
  }

  std::string Error(const std::string& text) const {
    std::string fitted = Fitted(text, layout_.error);
    fitted.erase(fitted.find_last_not_of(' ') + 1);
    return fitted;
  }

  // Neighbours of one style share one escape sequence.
  void Bar(const WaterfallRow& row, const char* colour) {
    std::string run;
    BarCell::Kind kind = BarCell::Kind::kEmpty;
    const auto flush = [&] {
      switch (kind) {
        case BarCell::Kind::kEmpty:
          out_ += run;
          break;
        case BarCell::Kind::kGrid:
          out_ += Paint(kDim, run);
          break;
        case BarCell::Kind::kBar:
          out_ += Paint(colour, run);
          break;
        case BarCell::Kind::kBarReversed:
          out_ += Paint((std::string("7;") + colour).c_str(), run);
          break;
      }
      run.clear();
    };
    for (const BarCell& cell : axis_.Draw(row.start_nanos, row.duration_nanos)) {
      if (cell.kind != kind) flush();
      kind = cell.kind;
      run += cell.glyph;
    }
    flush();
  }

  void Footer() {
    if (trace_.orphans == 0) return;
    out_ += Paint(kDim, "? the parent of this span was not received");
    EndLine();
  }

  const TraceTree& trace_;
  const WaterfallOptions& options_;
  const size_t columns_;
  const std::vector<WaterfallRow> rows_;
  const Layout layout_;
  const BarAxis axis_;
  std::string out_;
};

}  // namespace

std::string DrawWaterfall(const TraceTree& trace, const WaterfallOptions& options) {
  if (!trace.nodes.empty()) return Drawer(trace, options).Draw();
  return "Trace " + Printable(trace.trace_id, options.unicode) + ": no span was received\n";
}

}  // namespace otelwrap::testing
