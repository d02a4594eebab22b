// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/propagators/inbound_carrier.h>
#include <otelwrap/propagators/outbound_guard.h>

#include <cctype>
#include <exception>

namespace otelwrap::propagators {
namespace {

namespace nostd = opentelemetry::nostd;

bool IsNamed(nostd::string_view key, nostd::string_view lower) noexcept {
  if (key.size() != lower.size()) return false;
  for (size_t i = 0; i < key.size(); ++i) {
    if (std::tolower(static_cast<unsigned char>(key[i])) != lower[i]) return false;
  }
  return true;
}

// What a pass over the lines of one name found.
struct Lines {
  nostd::string_view first;
  size_t count = 0;
  size_t bytes = 0;
  bool acceptable = true;

  bool Add(nostd::string_view value) noexcept {
    if (count == 0) first = value;
    ++count;
    bytes += value.size() + (count > 1 ? 1 : 0);
    acceptable = count <= kMaxInboundLines && bytes <= kMaxInboundBytes && IsSafeHeaderText(value);
    return acceptable;
  }
};

}  // namespace

nostd::string_view InboundCarrier::Get(nostd::string_view key) const noexcept {
  Lines lines;
  auto add = [&lines](nostd::string_view value) { return lines.Add(value); };
  ForEachLine(key, add);
  if (lines.count == 0 || !lines.acceptable) return {};
  if (lines.count == 1) return lines.first;

  std::string* joined = nullptr;
  if (IsNamed(key, "tracestate")) joined = &joined_tracestate_;
  if (IsNamed(key, "baggage")) joined = &joined_baggage_;
  if (joined == nullptr) return {};
  try {
    joined->clear();
    joined->reserve(lines.bytes);
    auto append = [joined](nostd::string_view value) {
      if (!joined->empty()) *joined += ',';
      joined->append(value.data(), value.size());
      return true;
    };
    ForEachLine(key, append);
  } catch (const std::exception&) {
    return {};
  }
  return {joined->data(), joined->size()};
}

}  // namespace otelwrap::propagators
