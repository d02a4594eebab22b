// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "hop.h"

#include <otelwrap/common/semconv.h>

#include <new>

#include "classify.h"
#include "describe.h"
#include "exchange.h"
#include "extra_metrics.h"
#include "header_capture.h"
#include "report_phases.h"

namespace otelwrap::curl {
namespace {

namespace semconv = common::semconv;
using common::AttributeSet;

void AddRedactedUrl(std::string_view redacted, AttributeSet& attributes) noexcept {
  if (!redacted.empty()) attributes.AddBorrowed(semconv::kUrlFull, redacted);
}

}  // namespace

[[gnu::hot]] bool Hop::WantsTimes() const noexcept {
  return (operation_.IsRecording() && instrumentation_->phases() != Phases::kOff) ||
         (operation_.WritesMetric() && instrumentation_->extra_metrics().wants_lookup_durations());
}

[[gnu::hot]] bool Hop::WantsExchange() const noexcept {
  return operation_.IsRecording() && instrumentation_->phases() != Phases::kOff &&
         instrumentation_->exchange_phases();
}

[[gnu::hot]] bool Hop::WantsBodies() const noexcept {
  return operation_.WritesMetric() && instrumentation_->extra_metrics().wants_body_sizes();
}

std::chrono::microseconds Hop::Age() const noexcept {
  return std::chrono::duration_cast<std::chrono::microseconds>(Now(*instrumentation_) - start_);
}

[[gnu::hot]] void Hop::Start(const Instrumentation& instrumentation, CURL* handle,
                             const HopRequest& request) noexcept {
  instrumentation_ = &instrumentation;
  handle_ = handle;
  settings_ = request.settings;
  is_https_ = request.url.IsHttps();
  has_method_ = !request.method.empty();
  has_url_ = !request.url.text().empty();
  elsewhere_ = request.elsewhere;
  described_ = &request.described;
  described_->Describe(instrumentation, request.url);

  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.target = described_->target();
  start.parent = request.parent;
  start.filtered = settings_ != nullptr && !settings_->traced;
  start.native_handle = handle;
  operation_.~Operation();  // made in its place: a move would copy its attributes
  IsPlain(request) ? StartPlain(request, start) : StartDescribed(request, start);
  if (!operation_.IsObserved()) return;
  if (operation_.IsRecording() && !SamplerSeesUrl()) AddUrl(request.url);
  if (WantsTimes()) start_ = Now(instrumentation);
}

void Hop::DescribeAnew(const HopRequest& request) noexcept {
  is_https_ = request.url.IsHttps();
  described_ = &request.described;
  described_->Describe(*instrumentation_, request.url);
  AttributeSet attributes;
  has_method_ = !request.method.empty();
  Describe(request, attributes);
  if (CountsMore()) {
    CountActive(-1);
    KeepForMetrics(attributes);
  }
  if (!IsWanted()) return;
  operation_.Add(attributes);
  operation_.UpdateName(DescribeName(request.method, settings_, elsewhere_).view());
  if (operation_.IsRecording()) AddUrl(request.url);
}

// Whether all that it starts with was the same the last time, if method and URL were.
[[gnu::hot]] bool Hop::IsPlain(const HopRequest& request) const noexcept {
  const bool has_settings =
      settings_ != nullptr && !(settings_->url_template.empty() && settings_->span_name.empty());
  return !has_settings && request.resend == 0 && !SamplerSeesUrl();
}

[[gnu::hot]] void Hop::StartPlain(const HopRequest& request,
                                  common::OperationStart& start) noexcept {
  const auto describe = [&]() noexcept {
    const DescribedUrl::Start& described = described_->DescribeStart(request.method);
    start.name = described.name;
    start.attributes = &described.attributes;
    start.keeps_attributes = true;
  };
  new (&operation_) common::Operation(common::Operation::Start(*instrumentation_, start, describe));
  if (CountsMore()) KeepForMetrics(*start.attributes);
}

void Hop::StartDescribed(const HopRequest& request, common::OperationStart& start) noexcept {
  AttributeSet attributes;
  common::SpanName name;
  const auto describe = [&]() noexcept {
    Describe(request, attributes);
    if (SamplerSeesUrl()) {
      AddRedactedUrl(described_->Redact(*instrumentation_, request.url), attributes);
    }
    name = DescribeName(request.method, settings_, elsewhere_);
    start.name = name.view();
    start.attributes = &attributes;
  };
  new (&operation_) common::Operation(common::Operation::Start(*instrumentation_, start, describe));
  if (CountsMore()) KeepForMetrics(attributes);
}

void Hop::Describe(const HopRequest& request, AttributeSet& attributes) const noexcept {
  if (has_method_) DescribeMethod(request.method, attributes);
  if (target() != nullptr) DescribeTarget(*target(), attributes);
  if (settings_ != nullptr && !elsewhere_) DescribeSettings(*settings_, attributes);
  if (request.resend > 0) DescribeResend(request.resend, attributes);
}

[[gnu::hot]] bool Hop::CountsMore() const noexcept {
  const ExtraMetrics& extra = instrumentation_->extra_metrics();
  return operation_.WritesMetric() && (extra.wants_active_requests() || extra.wants_body_sizes());
}

void Hop::KeepForMetrics(const AttributeSet& attributes) noexcept {
  metric_attributes_ = AttributeSet();
  metric_attributes_.AddAll(attributes, common::Use::kMetric);
  CountActive(1);
}

// What began is ended, whatever becomes of the options meanwhile.
[[gnu::hot]] void Hop::CountActive(int64_t change) noexcept {
  const bool counted = change > 0;
  if (counted_ == counted) return;
  counted_ = counted;
  instrumentation_->extra_metrics().AddActive(instrumentation_->Providers(), change,
                                              metric_attributes_);
}

[[gnu::hot]] void Hop::AddUrl(const RequestUrl& url) noexcept {
  const std::string_view redacted = described_->Redact(*instrumentation_, url);
  if (!redacted.empty()) operation_.AddText(semconv::kUrlFull, redacted);
}

[[gnu::hot]] void Hop::End(const HopResult& result) noexcept {
  CountActive(-1);
  if (!IsWanted()) return Drop();
  if (!has_method_) AddMethod();
  if (target() == nullptr) AddTarget();
  if (result.times != nullptr) AddPhases(result.info, *result.times);
  const HeaderCapture* capture = instrumentation_->header_capture();
  if (capture != nullptr && operation_.IsRecording()) {
    capture->CaptureRequest(result.headers, operation_);
    capture->CaptureResponse(handle_, result.request, operation_);
  }
  if (settings_ != nullptr && settings_->attributes) AddUsersAttributes();
  const common::Outcome outcome = Classify(result.info);
  if (WantsBodies()) RecordBodies(result, outcome);
  operation_.End(outcome);
}

// One that throws adds nothing: telemetry must not end the transfer.
void Hop::AddUsersAttributes() noexcept {
  AttributeSet attributes;
  try {
    settings_->attributes({{}, target(), handle_}, attributes);
  } catch (...) {
    return;
  }
  operation_.Add(attributes);
}

void Hop::RecordBodies(const HopResult& result, const common::Outcome& outcome) noexcept {
  AttributeSet attributes = metric_attributes_;
  attributes.AddAll(outcome.attributes(), common::Use::kMetric);
  if (outcome.IsError()) {
    attributes.AddText(common::Use::kMetric, semconv::kErrorType, outcome.error_type());
  }
  instrumentation_->extra_metrics().RecordBodies(instrumentation_->Providers(), result.bodies.sent,
                                                 result.bodies.received, attributes);
}

void Hop::AddMethod() noexcept {
  const std::string_view method = ReadMethod(handle_);
  AttributeSet attributes;
  DescribeMethod(method, attributes);
  operation_.Add(attributes);
  operation_.UpdateName(DescribeName(method, settings_, elsewhere_).view());
}

// The URL was in a CURLU that went in unseen, so that only libcurl knows it.
void Hop::AddTarget() noexcept {
  if (has_url_) return;
  RequestUrl url;
  url.Read(ReadUrl(handle_));
  if (url.host().empty()) return;
  described_->Forget();
  described_->Describe(*instrumentation_, url);
  if (target() == nullptr) return;
  AttributeSet attributes;
  DescribeTarget(*target(), attributes);
  operation_.Add(attributes);
  if (operation_.IsRecording()) AddUrl(url);
}

void Hop::AddPhases(const TransferInfo& info, const HopTimes& times) noexcept {
  if (target() == nullptr) return;
  const bool reused = times.connection.new_connections == 0 && info.result == CURLE_OK;
  if (reused && !WantsExchange()) return;
  const PhaseSubject subject{target()->address(), target()->port(), is_https_, times.session,
                             times.connection.elsewhere};
  const PhaseList connection = FindPhases(info, times.connection, subject);
  RecordLookup(connection);
  const Phases form = instrumentation_->phases();
  if (!operation_.IsRecording() || form == Phases::kOff) return;
  ReportPhases(operation_, form, start_, info, connection, subject);
  if (!WantsExchange()) return;
  ReportPhases(operation_, form, start_, info, FindExchange(info, times.exchange), subject);
}

void Hop::RecordLookup(const PhaseList& phases) noexcept {
  if (!operation_.WritesMetric() || phases.size == 0) return;
  const PhaseTimes& first = phases.items[0];
  if (first.kind != PhaseKind::kNameLookup) return;
  instrumentation_->extra_metrics().RecordLookup(instrumentation_->Providers(), target()->address(),
                                                 first.end - first.start, first.error_type);
}

}  // namespace otelwrap::curl
