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

bool Hop::WantsTimes() const noexcept {
  return (operation_.IsRecording() && instrumentation_->phases() != Phases::kOff) ||
         (operation_.WritesMetric() && instrumentation_->extra_metrics().wants_lookup_durations());
}

bool Hop::WantsExchange() const noexcept {
  return operation_.IsRecording() && instrumentation_->phases() != Phases::kOff &&
         instrumentation_->exchange_phases();
}

bool Hop::WantsBodies() const noexcept {
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

  const bool at_start = instrumentation.options().sampler_sees_all_attributes;
  AttributeSet attributes;
  common::SpanName name;
  common::OperationStart start;
  start.kind = opentelemetry::trace::SpanKind::kClient;
  start.target = described_->target();
  start.parent = request.parent;
  start.filtered = settings_ != nullptr && !settings_->traced;
  start.native_handle = handle;
  // Made in its place: a move would copy its attributes.
  operation_.~Operation();
  new (&operation_)
      common::Operation(common::Operation::Start(instrumentation, start, [&]() noexcept {
        Describe(request, attributes);
        if (at_start) AddRedactedUrl(described_->Redact(instrumentation, request.url), attributes);
        name = DescribeName(request.method, settings_, elsewhere_);
        start.name = name.view();
        start.attributes = &attributes;
      }));
  if (!operation_.IsObserved()) return;
  if (operation_.IsRecording() && !at_start) AddUrl(request.url);
  if (WantsTimes()) start_ = Now(instrumentation);
  const ExtraMetrics& extra = instrumentation.extra_metrics();
  if (operation_.WritesMetric() && (extra.wants_active_requests() || extra.wants_body_sizes())) {
    metric_attributes_ = AttributeSet();
    metric_attributes_.AddAll(attributes, common::Use::kMetric);
    CountActive(1);
  }
}

[[gnu::hot]] void Hop::Describe(const HopRequest& request,
                                AttributeSet& attributes) const noexcept {
  if (has_method_) DescribeMethod(request.method, attributes);
  if (target() != nullptr) DescribeTarget(*target(), attributes);
  if (settings_ != nullptr && !elsewhere_) DescribeSettings(*settings_, attributes);
  if (request.resend > 0) DescribeResend(request.resend, attributes);
}

// What began is ended, whatever becomes of the options meanwhile.
void Hop::CountActive(int64_t change) noexcept {
  const bool counted = change > 0;
  if (counted_ == counted) return;
  counted_ = counted;
  instrumentation_->extra_metrics().AddActive(instrumentation_->Providers(), change,
                                              metric_attributes_);
}

[[gnu::hot]] void Hop::AddUrl(const RequestUrl& url) noexcept {
  AttributeSet attributes;
  AddRedactedUrl(described_->Redact(*instrumentation_, url), attributes);
  operation_.Add(attributes);
}

[[gnu::hot]] void Hop::End(const HopResult& result) noexcept {
  CountActive(-1);
  if (!IsWanted()) return Drop();
  if (!has_method_) AddMethod();
  if (target() == nullptr) AddTarget();
  if (WantsTimes()) AddPhases(result);
  const HeaderCapture* capture = instrumentation_->header_capture();
  if (capture != nullptr && operation_.IsRecording()) {
    capture->CaptureRequest(result.headers, operation_);
    capture->CaptureResponse(handle_, result.request, operation_);
  }
  AddUsersAttributes();
  const common::Outcome outcome = Classify(result.info);
  if (WantsBodies()) RecordBodies(result, outcome);
  operation_.End(outcome);
}

// One that throws adds nothing: telemetry must not end the transfer.
void Hop::AddUsersAttributes() noexcept {
  if (settings_ == nullptr || !settings_->attributes) return;
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

[[gnu::hot]] void Hop::AddPhases(const HopResult& result) noexcept {
  if (target() == nullptr) return;
  // The common case: all went well on a connection that was there.
  const bool reused = result.connection.new_connections == 0 && result.info.result == CURLE_OK;
  if (reused && !WantsExchange()) return;
  const PhaseSubject subject{target()->address(), target()->port(), is_https_, result.session};
  const PhaseList connection = FindPhases(result.info, result.connection, subject);
  RecordLookup(connection);
  const Phases form = instrumentation_->phases();
  if (!operation_.IsRecording() || form == Phases::kOff) return;
  ReportPhases(operation_, form, start_, result.info, connection, subject);
  if (!WantsExchange()) return;
  ReportPhases(operation_, form, start_, result.info, FindExchange(result.info, result.exchange),
               subject);
}

void Hop::RecordLookup(const PhaseList& phases) noexcept {
  if (!operation_.WritesMetric() || phases.size == 0) return;
  const PhaseTimes& first = phases.items[0];
  if (first.kind != PhaseKind::kNameLookup) return;
  instrumentation_->extra_metrics().RecordLookup(instrumentation_->Providers(), target()->address(),
                                                 first.end - first.start, first.error_type);
}

}  // namespace otelwrap::curl
