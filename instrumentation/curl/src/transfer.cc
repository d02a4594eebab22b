// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "transfer.h"

#include <otelwrap/common/operation.h>
#include <otelwrap/common/semconv.h>
#include <otelwrap/common/url.h>

#include <chrono>
#include <exception>
#include <memory>
#include <string>

#include "classify.h"
#include "describe.h"
#include "library.h"
#include "report_phases.h"
#include "transfer_info.h"

namespace otelwrap::curl {
namespace {

namespace semconv = common::semconv;
using common::AttributeSet;
using common::Operation;

std::string_view ReadText(CURL* handle, CURLINFO info) noexcept {
  const char* text = nullptr;
  const bool ok = library.easy_getinfo(handle, info, &text) == CURLE_OK && text != nullptr;
  return ok ? text : std::string_view();
}

// Empty where memory is out.
std::string RedactedUrl(const Instrumentation& instrumentation, std::string_view url) noexcept {
  std::string text;
  try {
    common::AppendRedactedUrl(url, instrumentation.options().redaction, text);
  } catch (const std::exception&) {
    text.clear();
  }
  return text;
}

void AddUrl(const std::string& redacted, AttributeSet& attributes) noexcept {
  if (!redacted.empty()) attributes.AddBorrowed(semconv::kUrlFull, redacted);
}

// Puts the list with our headers into the handle, and the user's own back, however the transfer
// ends.
class HeadersInPlace {
 public:
  HeadersInPlace(CURL* handle, HeaderInjection* injection, curl_slist* users) noexcept
      : handle_(injection != nullptr && !injection->empty() ? handle : nullptr), users_(users) {
    if (handle_ != nullptr) library.easy_setopt(handle_, CURLOPT_HTTPHEADER, injection->list());
  }
  ~HeadersInPlace() {
    if (handle_ != nullptr) library.easy_setopt(handle_, CURLOPT_HTTPHEADER, users_);
  }
  HeadersInPlace(const HeadersInPlace&) = delete;
  HeadersInPlace& operator=(const HeadersInPlace&) = delete;

 private:
  CURL* const handle_;
  curl_slist* const users_;
};

class TracedTransfer {
 public:
  TracedTransfer(const Instrumentation& instrumentation, CURL* handle,
                 const TransferRequest& request) noexcept
      : instrumentation_(instrumentation), handle_(handle), request_(request) {
    if (!request.url.host().empty()) {
      target_ = instrumentation.FindTarget(request.url.host(), request.url.port());
    }
    Start();
    Inject();
  }

  CURLcode Run() {
    if (!operation_.IsActive()) return library.easy_perform(handle_);
    const CURLcode result = Perform();
    if (operation_.IsRecording() || operation_.WritesMetric()) End(result);
    return result;
  }

 private:
  void Start() noexcept {
    AttributeSet attributes;
    if (!request_.method.empty()) DescribeMethod(request_.method, attributes);
    if (target_ != nullptr) DescribeTarget(*target_, attributes);
    if (request_.settings != nullptr) DescribeSettings(*request_.settings, attributes);
    std::string url;
    const bool at_start = instrumentation_.options().sampler_sees_all_attributes;
    if (at_start) AddUrl(url = RedactedUrl(instrumentation_, request_.url.text()), attributes);
    const common::SpanName name = DescribeName(request_.method, request_.settings);
    common::OperationStart start;
    start.kind = opentelemetry::trace::SpanKind::kClient;
    start.name = name.view();
    start.attributes = &attributes;
    start.target = target_;
    start.native_handle = handle_;
    operation_ = Operation::Start(instrumentation_, start);
    if (operation_.IsRecording() && !at_start) AddUrlOf(request_.url.text());
  }

  void AddUrlOf(std::string_view text) noexcept {
    const std::string url = RedactedUrl(instrumentation_, text);
    AttributeSet attributes;
    AddUrl(url, attributes);
    operation_.Add(attributes);
  }

  void Inject() noexcept {
    HeaderInjection* injection = request_.injection;
    if (injection == nullptr) return;
    injection->Begin(request_.headers);
    // Where the host is not known, the policy can't be asked about it.
    if (target_ == nullptr && !instrumentation_.options().propagation.AllowsAll()) return;
    operation_.Inject(*injection);
  }

  CURLcode Perform() {
    const bool wants_phases = operation_.IsRecording() && instrumentation_.phases() != Phases::kOff;
    if (wants_phases) start_ = Now(instrumentation_);
    const HeadersInPlace headers(handle_, request_.injection, request_.headers);
    return library.easy_perform(handle_);
  }

  void End(CURLcode result) noexcept {
    const TransferInfo info = ReadTransferInfo(handle_, result);
    if (request_.method.empty()) AddMethod();
    if (target_ == nullptr) AddTarget();
    if (operation_.IsRecording() && instrumentation_.phases() != Phases::kOff) {
      AddPhases(info);
    }
    operation_.End(Classify(info));
  }

  void AddMethod() noexcept {
    const std::string_view method = ReadText(handle_, CURLINFO_EFFECTIVE_METHOD);
    AttributeSet attributes;
    DescribeMethod(method, attributes);
    operation_.Add(attributes);
    operation_.UpdateName(DescribeName(method, request_.settings).view());
  }

  // The URL was in a CURLU that went in unseen, so that only libcurl knows it.
  void AddTarget() noexcept {
    if (!request_.url.text().empty()) return;
    RequestUrl url;
    url.Read(ReadText(handle_, CURLINFO_EFFECTIVE_URL));
    if (url.host().empty()) return;
    target_ = instrumentation_.FindTarget(url.host(), url.port());
    if (target_ == nullptr) return;
    AttributeSet attributes;
    DescribeTarget(*target_, attributes);
    operation_.Add(attributes);
    if (operation_.IsRecording()) AddUrlOf(url.text());
  }

  void AddPhases(const TransferInfo& info) noexcept {
    if (target_ == nullptr) return;
    ConnectionTimes times = ReadConnectionTimes(handle_);
    times.proxied = times.proxied || request_.has_proxy;
    const PhaseSubject subject{target_->address(), target_->port(), request_.url.IsHttps()};
    ReportPhases(operation_, instrumentation_.phases(), start_, info, times, subject);
  }

  const Instrumentation& instrumentation_;
  CURL* const handle_;
  const TransferRequest& request_;
  std::shared_ptr<const common::Target> target_;
  Operation operation_;
  std::chrono::steady_clock::time_point start_;
};

}  // namespace

CURLcode PerformTraced(const Instrumentation& instrumentation, CURL* handle,
                       const TransferRequest& request) {
  return TracedTransfer(instrumentation, handle, request).Run();
}

}  // namespace otelwrap::curl
