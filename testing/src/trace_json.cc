// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include <otelwrap/testing/trace_page.h>

#include <boost/json.hpp>

#include <algorithm>
#include <string_view>
#include <unordered_map>

#include "utf8.h"

namespace otelwrap::testing {
namespace {

namespace json = boost::json;

// JSON is UTF-8: a byte that is not becomes U+FFFD.
json::string Text(std::string_view text) {
  json::string valid;
  while (!text.empty()) {
    const CodePoint point = DecodeUtf8(text);
    valid += point.valid ? json::string_view(text.data(), point.bytes) : "\xef\xbf\xbd";
    text.remove_prefix(point.bytes);
  }
  return valid;
}

json::array Pairs(const ReceivedAttributes& attributes) {
  json::array pairs;
  for (const auto& [key, value] : attributes) {
    pairs.push_back(json::array{Text(key), Text(ToText(value))});
  }
  return pairs;
}

// Numbers of each distinct value: thousands of spans share a handful of resources and scopes.
class Table {
 public:
  size_t Index(json::array value) {
    const auto [at, is_new] = index_.emplace(json::serialize(value), values_.size());
    if (is_new) values_.push_back(std::move(value));
    return at->second;
  }
  json::array Take() { return std::move(values_); }

 private:
  std::unordered_map<std::string, size_t> index_;
  json::array values_;
};

json::array ScopePairs(const ReceivedSource& source) {
  json::array pairs;
  const auto add = [&](const char* key, const std::string& value) {
    if (!value.empty()) pairs.push_back(json::array{key, Text(value)});
  };
  add("name", source.scope_name);
  add("version", source.scope_version);
  add("schema url", source.scope_schema_url);
  for (json::value& pair : Pairs(source.scope_attributes)) pairs.push_back(std::move(pair));
  return pairs;
}

class Writer {
 public:
  Writer(const TraceTree& trace, const std::vector<ReceivedLogRecord>& logs) : trace_(trace) {
    for (const ReceivedLogRecord& log : logs) {
      if (log.trace_id == trace.trace_id) logs_[log.span_id].push_back(&log);
    }
  }

  json::object Data() {
    json::array services;
    for (const std::string& service : trace_.services) services.push_back(Text(service));
    json::array spans;
    for (const TraceNode& node : trace_.nodes) spans.push_back(Span(node));
    return {{"traceId", Text(trace_.trace_id)},
            {"startUnixNanos", std::to_string(trace_.start_unix_nanos)},
            {"duration", trace_.duration_nanos},
            {"services", std::move(services)},
            {"spans", std::move(spans)},
            {"resources", resources_.Take()},
            {"scopes", scopes_.Take()}};
  }

 private:
  // Since the trace's start; before it: negative.
  int64_t At(uint64_t unix_nanos) const {
    return static_cast<int64_t>(unix_nanos - trace_.start_unix_nanos);
  }

  json::object Span(const TraceNode& node) {
    const ReceivedSpan& span = node.span;
    const auto service =
        std::find(trace_.services.begin(), trace_.services.end(), span.service_name);
    const bool is_root = node.parent == TraceNode::kNoParent;
    return {{"spanId", Text(span.span_id)},
            {"parentSpanId", Text(span.parent_span_id)},
            {"parent", is_root ? -1 : static_cast<int64_t>(node.parent)},
            {"children", json::array(node.children.begin(), node.children.end())},
            {"depth", node.depth},
            {"orphan", node.orphan},
            {"service", service - trace_.services.begin()},
            {"name", Text(span.name)},
            {"kind", ToText(span.kind)},
            {"start", node.start_nanos},
            {"duration", node.duration_nanos},
            {"status", ToText(span.status)},
            {"statusMessage", Text(span.status_message)},
            {"error", Text(ErrorOf(span))},
            {"traceState", Text(span.trace_state)},
            {"attributes", Pairs(span.attributes)},
            {"events", Events(span)},
            {"links", Links(span)},
            {"logs", Logs(span.span_id)},
            {"resource", resources_.Index(Pairs(span.resource))},
            {"scope", scopes_.Index(ScopePairs(span))}};
  }

  json::array Events(const ReceivedSpan& span) const {
    json::array events;
    for (const ReceivedEvent& event : span.events) {
      events.push_back({{"name", Text(event.name)},
                        {"at", At(event.unix_nanos)},
                        {"attributes", Pairs(event.attributes)}});
    }
    return events;
  }

  static json::array Links(const ReceivedSpan& span) {
    json::array links;
    for (const ReceivedLink& link : span.links) {
      links.push_back({{"traceId", Text(link.trace_id)},
                       {"spanId", Text(link.span_id)},
                       {"traceState", Text(link.trace_state)},
                       {"attributes", Pairs(link.attributes)}});
    }
    return links;
  }

  json::array Logs(const std::string& span_id) const {
    json::array lines;
    const auto found = logs_.find(span_id);
    if (found == logs_.end()) return lines;
    for (const ReceivedLogRecord* log : found->second) {
      const uint64_t when = log->unix_nanos != 0 ? log->unix_nanos : log->observed_unix_nanos;
      lines.push_back({{"at", At(when)},
                       {"severity", log->severity_number},
                       {"level", Text(log->severity_text.empty() ? "LOG" : log->severity_text)},
                       {"body", Text(ToText(log->body))},
                       {"attributes", Pairs(log->attributes)}});
    }
    return lines;
  }

  const TraceTree& trace_;
  std::unordered_map<std::string, std::vector<const ReceivedLogRecord*>> logs_;
  Table resources_;
  Table scopes_;
};

// Safe inside a script element of a page. These characters appear inside JSON's strings alone,
// where an escape means the same.
std::string EscapeForScript(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  for (size_t i = 0; i < text.size(); ++i) {
    const std::string_view rest = text.substr(i, 3);
    if (rest == "\u2028" || rest == "\u2029") {
      escaped += rest == "\u2028" ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (text[i] == '<') {
      escaped += "\\u003c";
    } else if (text[i] == '>') {
      escaped += "\\u003e";
    } else if (text[i] == '&') {
      escaped += "\\u0026";
    } else {
      escaped += text[i];
    }
  }
  return escaped;
}

}  // namespace

std::string TraceJson(const TraceTree& trace, const std::vector<ReceivedLogRecord>& logs) {
  return EscapeForScript(json::serialize(Writer(trace, logs).Data()));
}

}  // namespace otelwrap::testing
