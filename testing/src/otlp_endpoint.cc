// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "otlp_endpoint.h"

#include <boost/beast/core/string.hpp>
#include <boost/json.hpp>

#include <algorithm>
#include <utility>

#include "gunzip.h"
#include "otlp_decode.h"
#include "otlp_json.h"
#include "terminal_text.h"

namespace otelwrap::testing {
namespace {

namespace collector = opentelemetry::proto::collector;

constexpr char kProtobufType[] = "application/x-protobuf";
constexpr char kJsonType[] = "application/json";
constexpr char kPlainType[] = "text/plain; charset=utf-8";

enum class Format { kProtobuf, kJson, kUnknown };

// "Application/JSON; charset=utf-8" is JSON.
Format FormatOf(const ServedRequest& head) {
  std::string type = head.content_type.substr(0, head.content_type.find(';'));
  type.erase(type.find_last_not_of(" \t") + 1);
  if (boost::beast::iequals(type, kProtobufType)) return Format::kProtobuf;
  if (boost::beast::iequals(type, kJsonType)) return Format::kJson;
  return Format::kUnknown;
}

bool IsPlain(const std::string& encoding) {
  return encoding.empty() || boost::beast::iequals(encoding, "identity");
}

bool IsGzip(const std::string& encoding) { return boost::beast::iequals(encoding, "gzip"); }

bool IsOtlpPath(const std::string& path) {
  return path == "/v1/traces" || path == "/v1/metrics" || path == "/v1/logs";
}

// google.rpc.Status{message} in protobuf, by hand: its generated code is in no package that is
// needed otherwise. One byte holds a length up to 127, which is text enough.
std::string EncodeStatus(std::string text) {
  text.resize(std::min<size_t>(text.size(), 127));
  constexpr char kMessageField = 2 << 3 | 2;
  return std::string{kMessageField, static_cast<char>(text.size())} + text;
}

std::string JsonStatus(const std::string& text) {
  return boost::json::serialize(boost::json::object{{"message", text}});
}

void RejectSpans(collector::trace::v1::ExportTraceServiceResponse* response, int64_t count) {
  response->mutable_partial_success()->set_rejected_spans(count);
}
void RejectPoints(collector::metrics::v1::ExportMetricsServiceResponse* response, int64_t count) {
  response->mutable_partial_success()->set_rejected_data_points(count);
}
void RejectRecords(collector::logs::v1::ExportLogsServiceResponse* response, int64_t count) {
  response->mutable_partial_success()->set_rejected_log_records(count);
}

}  // namespace

HttpAnswer OtlpEndpoint::Refusal(unsigned status, const ServedRequest& head,
                                 const std::string& why) {
  const std::string text = Printable(why, false);  // a parser may quote the body
  store_->AddRefusal(std::to_string(status) + " " + Printable(head.path, false) + ": " + text);
  switch (FormatOf(head)) {
    case Format::kProtobuf:
      return {status, kProtobufType, EncodeStatus(text)};
    case Format::kJson:
      return {status, kJsonType, JsonStatus(text)};
    default:
      return {status, kPlainType, text + "\n"};
  }
}

std::optional<HttpAnswer> OtlpEndpoint::Refuse(const ServedRequest& head) {
  if (!IsOtlpPath(head.path)) {
    return Refusal(404, head, "no such path: /v1/traces, /v1/metrics and /v1/logs are served");
  }
  if (head.method != "POST") return Refusal(405, head, "only POST is served");
  if (FormatOf(head) == Format::kUnknown) {
    return Refusal(415, head,
                   "the content type must be application/x-protobuf or application/json");
  }
  if (!IsPlain(head.content_encoding) && !IsGzip(head.content_encoding)) {
    return Refusal(415, head, "the content encoding must be gzip or none");
  }
  return std::nullopt;
}

HttpAnswer OtlpEndpoint::GaveUp(unsigned status, const ServedRequest& head,
                                const std::string& why) {
  return Refusal(status, head, why);
}

HttpAnswer OtlpEndpoint::Handle(const ServedRequest& packed) {
  ServedRequest request = packed;
  if (IsGzip(packed.content_encoding)) {
    switch (Gunzip(packed.body, max_body_bytes_, &request.body)) {
      case GunzipResult::kDone:
        break;
      case GunzipResult::kCorrupt:
        return Refusal(400, packed, "the body is not gzip, or is cut off");
      case GunzipResult::kTooLarge:
        return Refusal(413, packed, "the unpacked body is too large");
    }
  }
  if (request.path == "/v1/traces") {
    return Keep<collector::trace::v1::ExportTraceServiceRequest,
                collector::trace::v1::ExportTraceServiceResponse, ReceivedSpan>(request,
                                                                                RejectSpans);
  }
  if (request.path == "/v1/metrics") {
    return Keep<collector::metrics::v1::ExportMetricsServiceRequest,
                collector::metrics::v1::ExportMetricsServiceResponse, ReceivedMetricPoint>(
        request, RejectPoints);
  }
  return Keep<collector::logs::v1::ExportLogsServiceRequest,
              collector::logs::v1::ExportLogsServiceResponse, ReceivedLogRecord>(request,
                                                                                 RejectRecords);
}

template <typename Request, typename Response, typename Record>
HttpAnswer OtlpEndpoint::Keep(const ServedRequest& request,
                              void (*set_rejected)(Response*, int64_t)) {
  const bool json = FormatOf(request) == Format::kJson;
  Request message;
  std::string error = "the body is not the protobuf message of this path";
  if (!(json ? ParseOtlpJson(request.body, &message, &error)
             : message.ParseFromString(request.body))) {
    return Refusal(400, request, error);
  }
  std::vector<Record> records;
  const size_t malformed = Decode(message, &records);
  const size_t no_room = store_->Add(std::move(records));
  Response response;
  if (malformed + no_room > 0) {
    set_rejected(&response, static_cast<int64_t>(malformed + no_room));
    response.mutable_partial_success()->set_error_message(
        malformed > 0 ? "an id has the wrong length or is all zero" : "the receiver is full");
  }
  if (json) return {200, kJsonType, WriteJson(response)};
  return {200, kProtobufType, response.SerializeAsString()};
}

}  // namespace otelwrap::testing
