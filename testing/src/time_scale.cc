// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "time_scale.h"

#include <cstdio>

namespace otelwrap::testing {
namespace {

constexpr uint64_t kNanosPerSecond = 1'000'000'000;

std::string Format(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::string ThreeDigits(double value) {
  if (value < 9.995) return Format("%.2f", value);
  if (value < 99.95) return Format("%.1f", value);
  return Format("%.0f", value);
}

std::string Minutes(uint64_t seconds) {
  const uint64_t minutes = seconds / 60;
  char text[64];
  if (minutes < 60) {
    std::snprintf(text, sizeof text, "%u m %02u s", static_cast<unsigned>(minutes),
                  static_cast<unsigned>(seconds % 60));
  } else {
    std::snprintf(text, sizeof text, "%llu h %02u m",
                  static_cast<unsigned long long>(minutes / 60),  // NOLINT(google-runtime-int)
                  static_cast<unsigned>(minutes % 60));
  }
  return text;
}

void DropZeros(std::string* number) {
  if (number->find('.') == std::string::npos) return;
  number->erase(number->find_last_not_of('0') + 1);
  if (number->back() == '.') number->pop_back();
}

std::string Duration(uint64_t nanos, bool unicode, bool drop_zeros) {
  if (nanos < 1000) return std::to_string(nanos) + " ns";
  if (nanos >= 60 * kNanosPerSecond) return Minutes(nanos / kNanosPerSecond);
  const char* const units[] = {unicode ? "µs" : "us", "ms", "s"};
  double value = static_cast<double>(nanos) / 1000;
  size_t unit = 0;
  while (unit < 2 && value >= 999.5) {
    value /= 1000;
    ++unit;
  }
  std::string number = ThreeDigits(value);
  if (drop_zeros) DropZeros(&number);
  return number + " " + units[unit];
}

}  // namespace

std::string FormatDuration(uint64_t nanos, bool unicode) { return Duration(nanos, unicode, false); }

std::string FormatTick(uint64_t nanos, bool unicode) {
  return nanos == 0 ? "0" : Duration(nanos, unicode, true);
}

std::vector<uint64_t> Ticks(uint64_t total, size_t most) {
  uint64_t power = 1;
  uint64_t step = 1;
  while (total / step >= most) {
    if (step == power * 5) {
      power *= 10;
      step = power;
    } else {
      step = step == power ? power * 2 : power * 5;
    }
  }
  std::vector<uint64_t> ticks;
  for (uint64_t at = 0;; at += step) {
    ticks.push_back(at);
    if (total - at < step) return ticks;
  }
}

}  // namespace otelwrap::testing
