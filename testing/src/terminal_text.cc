// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "terminal_text.h"

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "utf8.h"

namespace otelwrap::testing {
namespace {

struct Range {
  char32_t first;
  char32_t last;
};

// What a terminal might obey, or what turns the reading direction of the rest of the line.
constexpr Range kUnsafe[] = {{0x00, 0x1f},     {0x7f, 0x9f},     {0x61c, 0x61c},
                             {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f},
                             {0xfeff, 0xfeff}, {0xfff9, 0xfffb}, {0xe0000, 0xe0fff}};

constexpr Range kZeroWidth[] = {
    {0x300, 0x36f},   {0x483, 0x489},   {0x591, 0x5bd},   {0x610, 0x61a},   {0x64b, 0x65f},
    {0x1ab0, 0x1aff}, {0x1dc0, 0x1dff}, {0x20d0, 0x20ff}, {0xfe00, 0xfe0f}, {0xfe20, 0xfe2f}};

constexpr Range kWide[] = {{0x1100, 0x115f},   {0x2e80, 0x303e},   {0x3041, 0x33ff},
                           {0x3400, 0x4dbf},   {0x4e00, 0x9fff},   {0xa000, 0xa4cf},
                           {0xac00, 0xd7a3},   {0xf900, 0xfaff},   {0xfe30, 0xfe6f},
                           {0xff00, 0xff60},   {0xffe0, 0xffe6},   {0x1f300, 0x1f64f},
                           {0x1f680, 0x1f6ff}, {0x1f900, 0x1f9ff}, {0x20000, 0x3fffd}};

template <size_t kSize>
bool IsIn(const Range (&ranges)[kSize], char32_t code) {
  return std::any_of(std::begin(ranges), std::end(ranges), [code](const Range& range) {
    return code >= range.first && code <= range.last;
  });
}

std::string Escape(const CodePoint& point) {
  if (point.valid && point.code == '\n') return "\\n";
  if (point.valid && point.code == '\r') return "\\r";
  if (point.valid && point.code == '\t') return "\\t";
  char text[16];
  const char* const format = point.valid && point.code > 0xff ? "\\u%04x" : "\\x%02x";
  std::snprintf(text, sizeof text, format, static_cast<unsigned>(point.code));
  return text;
}

size_t ColumnsOf(char32_t code) {
  if (code < 0x300) return 1;
  if (IsIn(kZeroWidth, code)) return 0;
  return IsIn(kWide, code) ? 2 : 1;
}

}  // namespace

std::string Printable(std::string_view text, bool unicode) {
  std::string shown;
  while (!text.empty()) {
    const CodePoint point = DecodeUtf8(text);
    const bool as_it_is =
        point.valid && !IsIn(kUnsafe, point.code) && (unicode || point.code < 0x80);
    shown += as_it_is ? std::string(text.substr(0, point.bytes)) : Escape(point);
    text.remove_prefix(point.bytes);
  }
  return shown;
}

size_t TextColumns(std::string_view printable) {
  size_t columns = 0;
  while (!printable.empty()) {
    const CodePoint point = DecodeUtf8(printable);
    columns += ColumnsOf(point.code);
    printable.remove_prefix(point.bytes);
  }
  return columns;
}

namespace {

std::string Cut(std::string_view printable, size_t columns, bool unicode) {
  if (TextColumns(printable) <= columns) return std::string(printable);
  std::string kept;
  size_t used = 1;  // the ellipsis
  while (!printable.empty()) {
    const CodePoint point = DecodeUtf8(printable);
    used += ColumnsOf(point.code);
    if (used > columns) break;
    kept += printable.substr(0, point.bytes);
    printable.remove_prefix(point.bytes);
  }
  if (columns > 0) kept += unicode ? "…" : "~";
  return kept;
}

}  // namespace

std::string Fit(std::string_view printable, size_t columns, bool unicode) {
  std::string cut = Cut(printable, columns, unicode);
  return cut.append(columns - std::min(columns, TextColumns(cut)), ' ');
}

std::string FitRight(std::string_view printable, size_t columns, bool unicode) {
  const std::string cut = Cut(printable, columns, unicode);
  return std::string(columns - std::min(columns, TextColumns(cut)), ' ') + cut;
}

}  // namespace otelwrap::testing
