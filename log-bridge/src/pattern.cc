// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/common/switches.h>
#include <otelwrap/propagators/traceparent.h>
#include <otelwrap/spdlog/pattern.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/spdlog.h>

#include <string_view>

#include "caller.h"

namespace otelwrap::spdlog {
namespace {

void Append(std::string_view text, ::spdlog::memory_buf_t& line) {
  line.append(text.data(), text.data() + text.size());
}

class TraceIdsFlag final : public ::spdlog::custom_flag_formatter {
 public:
  void format(const ::spdlog::details::log_msg& message, const std::tm&,
              ::spdlog::memory_buf_t& line) override {
    if (!common::Enabled(common::Component::kSpdlog)) return;
    const auto span = CallersSpan(message);
    if (!span.IsValid()) return;
    // 00-<trace id>-<span id>-<flags>: the three parts are already written as they are wanted.
    char traceparent[propagators::kTraceparentSize];
    propagators::WriteTraceparent(span, traceparent);
    const std::string_view ids(traceparent, sizeof traceparent);
    Append("[trace_id=", line);
    Append(ids.substr(3, 32), line);
    Append(" span_id=", line);
    Append(ids.substr(36, 16), line);
    Append(" trace_flags=", line);
    Append(ids.substr(53, 2), line);
    Append("] ", line);
  }

  std::unique_ptr<custom_flag_formatter> clone() const override {
    return std::make_unique<TraceIdsFlag>();
  }
};

}  // namespace

std::unique_ptr<::spdlog::formatter> MakeFormatter(const std::string& pattern) {
  auto formatter = std::make_unique<::spdlog::pattern_formatter>();
  formatter->add_flag<TraceIdsFlag>(kTraceIdsFlag).set_pattern(pattern);
  return formatter;
}

void Install(const std::string& pattern) { ::spdlog::set_formatter(MakeFormatter(pattern)); }

}  // namespace otelwrap::spdlog
