// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Any bytes: no crash, a bounded summary, without a control character outside of a quoted name.

#include <otelwrap/mysql/sanitize.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto summary = otelwrap::mysql::SummarizeSql(text, {false, false, "utf8mb4"});
  const std::string_view shown = summary.view();
  if (shown.size() > otelwrap::mysql::kMaxSummaryBytes) std::abort();
  const bool quoted = shown.find('`') != std::string_view::npos;
  for (const char byte : shown) {
    if (!quoted && static_cast<unsigned char>(byte) < 0x20) std::abort();
  }
  return 0;
}
