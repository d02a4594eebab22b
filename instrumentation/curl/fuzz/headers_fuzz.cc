// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Captured headers: any bytes of a line or a value become bounded, printable ASCII, and a header
// that was not asked for is never read. First byte: the limit; then a header line.

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

#include "header_capture.h"

namespace {

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace otelwrap::curl;  // NOLINT(google-build-using-namespace)
  if (size == 0) return 0;
  otelwrap::common::RedactionPolicy policy;
  policy.max_text_bytes = 16 + data[0];
  const std::string_view line(reinterpret_cast<const char*>(data + 1), size - 1);
  for (const std::string_view name : {"x-one", "location"}) {
    const std::string_view value = ValueOfLine(line, name);
    if (value.empty()) continue;
    Require(line.size() > name.size() && line[name.size()] == ':', "another header was read");
    const std::string shown = ShownHeaderValue(name, value, policy);
    Require(shown.size() <= policy.max_text_bytes, "not bounded");
    for (const char c : shown) Require(c >= ' ' && c <= '~', "not printable");
  }
  const std::string name(line);
  if (ValidateHeaders({name}, false).empty()) Require(!IsCredential(name), "credentials allowed");
  return 0;
}
