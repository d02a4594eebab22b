// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Headers that a stranger wrote, through every carrier. The input is lines of `name:value`, each
// ended by a newline; values may hold any other byte.

#include <opentelemetry/context/context.h>
#include <otelwrap/propagators/install.h>
#include <otelwrap/propagators/outbound_guard.h>
#include <otelwrap/propagators/string_map_carrier.h>
#include <otelwrap/propagators/traceparent.h>

#ifdef FUZZ_HAS_BEAST
#include <otelwrap/propagators/http_fields_carrier.h>
#endif
#ifdef FUZZ_HAS_GRPC
#include <otelwrap/propagators/grpc_metadata_carrier.h>
#endif

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace propagators = otelwrap::propagators;
namespace nostd = opentelemetry::nostd;
using Line = std::pair<std::string, std::string>;
using Headers = std::multimap<std::string, std::string>;

constexpr const char* kNames[] = {"traceparent", "tracestate", "baggage", "b3", "x-other"};

void Require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "broken: %s\n", what);
  std::abort();
}

bool IsSafe(nostd::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

std::vector<Line> ReadLines(std::string_view input) {
  std::vector<Line> lines;
  while (!input.empty()) {
    const size_t end = std::min(input.find('\n'), input.size());
    const std::string_view line = input.substr(0, end);
    input.remove_prefix(std::min(end + 1, input.size()));
    const size_t colon = line.find(':');
    if (colon == std::string_view::npos || colon == 0) continue;
    lines.emplace_back(line.substr(0, colon), line.substr(colon + 1));
  }
  return lines;
}

size_t Count(const std::vector<Line>& lines, std::string_view name) {
  return static_cast<size_t>(std::count_if(lines.begin(), lines.end(),
                                           [&](const Line& line) { return line.first == name; }));
}

// What is extracted is sent on: only safe headers may leave, within the budget.
void CheckPassedOn(const opentelemetry::context::propagation::TextMapCarrier& reader) {
  static const auto propagator = propagators::MakeDefaultPropagator();
  opentelemetry::context::Context root;
  const auto context = propagator->Extract(reader, root);
  Headers sent;
  propagators::StringMapWriter<Headers> writer(sent);
  propagators::OutboundGuard guard(writer);
  propagator->Inject(guard, context);
  size_t bytes = 0;
  for (const auto& [name, value] : sent) {
    Require(IsSafe(name) && IsSafe(value), "a control character left");
    bytes += name.size() + value.size();
  }
  Require(bytes <= propagators::kMaxOutboundBytes, "more left than the budget allows");
}

void CheckReader(const propagators::InboundCarrier& reader, bool two_traceparents) {
  for (const char* name : kNames) {
    const nostd::string_view value = reader.Get(name);
    Require(IsSafe(value), "Get gave a control character");
    Require(value.size() <= propagators::kMaxInboundBytes, "Get gave more than the bound");
  }
  if (two_traceparents) Require(reader.Get("traceparent").empty(), "two traceparents were taken");
  CheckPassedOn(reader);
}

void CheckStringMap(const std::vector<Line>& lines) {
  const Headers headers(lines.begin(), lines.end());
  CheckReader(propagators::StringMapReader<Headers>(headers), Count(lines, "traceparent") > 1);
}

void CheckHttpFields([[maybe_unused]] const std::vector<Line>& lines) {
#ifdef FUZZ_HAS_BEAST
  boost::beast::http::fields fields;
  size_t bytes = 0;
  for (const Line& line : lines) {
    if (line.first.size() > 1024 || (bytes += line.second.size()) > 60000) continue;
    fields.insert(line.first, line.second);
  }
  CheckReader(propagators::HttpFieldsReader(fields), fields.count("traceparent") > 1);
#endif
}

void CheckGrpcMetadata([[maybe_unused]] const std::vector<Line>& lines) {
#ifdef FUZZ_HAS_GRPC
  propagators::GrpcMetadataReader::Metadata metadata;
  for (const Line& line : lines) {
    metadata.emplace(::grpc::string_ref(line.first.data(), line.first.size()),
                     ::grpc::string_ref(line.second.data(), line.second.size()));
  }
  CheckReader(propagators::GrpcMetadataReader(metadata), Count(lines, "traceparent") > 1);
  propagators::GrpcMetadataWriter::Metadata sent;
  propagators::GrpcMetadataWriter writer(sent);
  for (const Line& line : lines) writer.Set(line.first, line.second);
  for (const auto& [key, value] : sent) {
    Require(!key.empty() && propagators::GrpcMetadataKey(key) == key, "an illegal key was set");
    Require(propagators::IsLegalGrpcValue(key, value), "an illegal value was set");
  }
#endif
}

void CheckTraceparent(std::string_view input) {
  const auto context = propagators::ReadTraceparent({input.data(), input.size()});
  if (!context.IsValid()) return;
  char text[propagators::kTraceparentSize];
  propagators::WriteTraceparent(context, text);
  const auto again = propagators::ReadTraceparent({text, sizeof text});
  Require(again.trace_id() == context.trace_id() && again.span_id() == context.span_id() &&
              again.trace_flags() == context.trace_flags(),
          "a traceparent changed on its way");
}

void CheckGuard(const std::vector<Line>& lines) {
  constexpr size_t kBudget = 64;
  std::vector<Line> sent;
  class Collector final : public opentelemetry::context::propagation::TextMapCarrier {
   public:
    explicit Collector(std::vector<Line>& lines) : lines_(lines) {}
    nostd::string_view Get(nostd::string_view) const noexcept override { return {}; }
    void Set(nostd::string_view key, nostd::string_view value) noexcept override {
      lines_.emplace_back(std::string(key.data(), key.size()),
                          std::string(value.data(), value.size()));
    }

   private:
    std::vector<Line>& lines_;
  } collector(sent);
  propagators::OutboundGuard guard(collector, kBudget);
  for (const Line& line : lines) guard.Set(line.first, line.second);
  size_t bytes = 0;
  for (const Line& line : sent) {
    Require(IsSafe(line.first) && IsSafe(line.second), "the guard let a control character pass");
    bytes += line.first.size() + line.second.size();
  }
  Require(bytes <= kBudget, "the guard let more pass than its budget");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::vector<Line> lines = ReadLines(input);
  CheckStringMap(lines);
  CheckHttpFields(lines);
  CheckGrpcMetadata(lines);
  CheckGuard(lines);
  CheckTraceparent(input);
  for (const Line& line : lines) CheckTraceparent(line.second);
  return 0;
}
