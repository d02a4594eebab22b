// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// What arrived over OTLP, as plain structs: one for a span, one for a metric point, one for a log
// record. The OtlpReceiver makes them; tests compare them, the waterfall and the page draw them.
//
//   EXPECT_EQ(span.name, "GET");
//   EXPECT_EQ(span.attributes.at("http.request.method"), "GET");
//
// Ids are lower-case hex, empty when there is none. Times are nanoseconds since the Unix epoch,
// 0 when unknown.
//
// Threads: plain values. Ownership: each owns all that it holds. Errors: none are thrown.

#pragma once

#include <otelwrap/config.h>

#include <cstdint>
#include <iosfwd>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace otelwrap::testing {

// An attribute's value or a log's body: empty, a scalar, bytes, a list, or a map in its own order.
struct ReceivedValue {
  struct Bytes {
    std::string data;
    bool operator==(const Bytes& other) const { return data == other.data; }
  };
  using List = std::vector<ReceivedValue>;
  using Map = std::vector<std::pair<std::string, ReceivedValue>>;

  ReceivedValue() = default;
  ReceivedValue(const char* text) : value(std::string(text)) {}
  ReceivedValue(std::string text) : value(std::move(text)) {}
  ReceivedValue(double number) : value(number) {}
  ReceivedValue(Bytes bytes) : value(std::move(bytes)) {}
  ReceivedValue(List list) : value(std::move(list)) {}
  ReceivedValue(Map map) : value(std::move(map)) {}
  template <typename T, typename = std::enable_if_t<std::is_integral_v<T>>>
  ReceivedValue(T number) {
    if constexpr (std::is_same_v<T, bool>) {
      value = number;
    } else {
      value = static_cast<int64_t>(number);
    }
  }

  std::variant<std::monostate, std::string, bool, int64_t, double, Bytes, List, Map> value;

  // Values of different types are never equal: 1 is not "1".
  bool operator==(const ReceivedValue& other) const { return value == other.value; }
  bool operator!=(const ReceivedValue& other) const { return !(*this == other); }
};

using ReceivedAttributes = std::map<std::string, ReceivedValue>;

// A string as it is; everything else as JSON, bytes in base64.
OTELWRAP_API std::string ToText(const ReceivedValue& value);
OTELWRAP_API std::ostream& operator<<(std::ostream& out, const ReceivedValue& value);

// The text of one attribute, or "" when it is missing.
OTELWRAP_API std::string TextOf(const ReceivedAttributes& attributes, const std::string& key);

// Who sent it: the resource and the instrumentation scope.
struct ReceivedSource {
  std::string service_name;  // the resource's service.name
  ReceivedAttributes resource;
  std::string resource_schema_url;
  std::string scope_name;
  std::string scope_version;
  std::string scope_schema_url;
  ReceivedAttributes scope_attributes;
};

enum class ReceivedSpanKind { kUnspecified, kInternal, kServer, kClient, kProducer, kConsumer };

// "internal", "server", "client", "producer", "consumer" or "unspecified".
OTELWRAP_API const char* ToText(ReceivedSpanKind kind);

enum class ReceivedStatus { kUnset, kOk, kError };

// "unset", "ok" or "error".
OTELWRAP_API const char* ToText(ReceivedStatus status);

struct ReceivedEvent {
  std::string name;
  uint64_t unix_nanos = 0;
  ReceivedAttributes attributes;
};

struct ReceivedLink {
  std::string trace_id;
  std::string span_id;
  std::string trace_state;
  uint32_t flags = 0;
  ReceivedAttributes attributes;
};

struct ReceivedSpan : ReceivedSource {
  std::string trace_id;
  std::string span_id;
  std::string parent_span_id;  // empty: a root
  std::string trace_state;
  uint32_t flags = 0;  // W3C trace flags; bit 8: bit 9 is known, bit 9: the parent is remote
  std::string name;
  ReceivedSpanKind kind = ReceivedSpanKind::kUnspecified;
  uint64_t start_unix_nanos = 0;
  uint64_t end_unix_nanos = 0;
  ReceivedAttributes attributes;
  std::vector<ReceivedEvent> events;
  std::vector<ReceivedLink> links;
  ReceivedStatus status = ReceivedStatus::kUnset;
  std::string status_message;
};

struct ReceivedExemplar {
  ReceivedValue value;
  uint64_t unix_nanos = 0;
  std::string trace_id;
  std::string span_id;
  ReceivedAttributes attributes;
};

enum class ReceivedMetricType { kGauge, kSum, kHistogram, kExponentialHistogram, kSummary };
enum class ReceivedTemporality { kUnspecified, kDelta, kCumulative };

struct ReceivedMetricPoint : ReceivedSource {
  std::string name;
  std::string description;
  std::string unit;
  ReceivedMetricType type = ReceivedMetricType::kGauge;
  ReceivedTemporality temporality = ReceivedTemporality::kUnspecified;
  bool monotonic = false;
  ReceivedAttributes attributes;
  uint64_t start_unix_nanos = 0;
  uint64_t unix_nanos = 0;
  uint32_t flags = 0;

  ReceivedValue value;  // gauge and sum: an int64_t or a double

  uint64_t count = 0;  // both histograms and summary, as is sum
  double sum = 0;
  double min = 0;  // both histograms, as is max; 0 when not sent
  double max = 0;
  std::vector<double> bounds;           // histogram
  std::vector<uint64_t> bucket_counts;  // histogram; exponential: the positive buckets
  int32_t scale = 0;                    // exponential histogram, as are the next four
  int32_t positive_offset = 0;
  int32_t negative_offset = 0;
  std::vector<uint64_t> negative_counts;
  uint64_t zero_count = 0;
  std::vector<std::pair<double, double>> quantiles;  // summary: quantile, value
  std::vector<ReceivedExemplar> exemplars;
};

struct ReceivedLogRecord : ReceivedSource {
  uint64_t unix_nanos = 0;
  uint64_t observed_unix_nanos = 0;
  int severity_number = 0;
  std::string severity_text;
  std::string event_name;
  ReceivedValue body;
  ReceivedAttributes attributes;
  std::string trace_id;
  std::string span_id;
  uint32_t flags = 0;
};

}  // namespace otelwrap::testing
