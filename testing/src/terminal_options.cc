// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/trace_waterfall.h>

#include <strings.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <cstring>
#include <string>

namespace otelwrap::testing {
namespace {

std::string Variable(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? std::string() : value;
}

size_t ColumnsOf(int file_descriptor) {
  winsize size{};
  if (ioctl(file_descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  const int columns = std::atoi(Variable("COLUMNS").c_str());
  return columns > 0 ? static_cast<size_t>(columns) : WaterfallOptions().columns;
}

// https://no-color.org
bool WantsColour(int file_descriptor) {
  return isatty(file_descriptor) == 1 && Variable("NO_COLOR").empty() && Variable("TERM") != "dumb";
}

// The first that is set decides, as setlocale has it.
bool IsUtf8() {
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"}) {
    const std::string locale = Variable(name);
    if (locale.empty()) continue;
    return strcasestr(locale.c_str(), "utf-8") != nullptr ||
           strcasestr(locale.c_str(), "utf8") != nullptr;
  }
  return false;
}

}  // namespace

WaterfallOptions TerminalOptions(int file_descriptor) {
  return {ColumnsOf(file_descriptor), WantsColour(file_descriptor), IsUtf8()};
}

}  // namespace otelwrap::testing
