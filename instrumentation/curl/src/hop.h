// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// One request on the wire, from describe to classify: its span, its phases and its measurement. A
// transfer has one hop, or several where libcurl follows a redirect, answers a challenge or tries
// again.
//
// Threads: one at a time. Ownership: borrows the settings and the described URL until End; keeps no
// text of the caller's.
// Errors: none; what is not known is left out.

#pragma once

#include <curl/curl.h>
#include <opentelemetry/context/context.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/curl/instrumentation.h>
#include <otelwrap/curl/trace_settings.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <string_view>

#include "carry.h"
#include "described_url.h"
#include "phases.h"
#include "request_url.h"
#include "tls_session.h"
#include "transfer_info.h"

namespace otelwrap::curl {

struct HopRequest {
  const RequestUrl& url;
  DescribedUrl& described;                  // of that URL; used until the hop has ended
  std::string_view method;                  // empty: not known
  const TraceSettings* settings = nullptr;  // null: none
  int64_t resend = 0;                       // counted from 1; 0: the first request
  bool elsewhere = false;                   // the URL is not the one first asked for
  // Null: the thread's current context.
  const opentelemetry::context::Context* parent = nullptr;
};

struct HopTimes {
  ConnectionTimes connection;
  ExchangeTimes exchange;
  const TlsSession* session = nullptr;  // null: not known
};

// How it went.
struct HopResult {
  const TransferInfo& info;
  const HopTimes* times = nullptr;  // null: no phase can come of it
  BodySizes bodies = {};
  int request = -1;                     // counted from 0; -1: the last of the transfer
  const curl_slist* headers = nullptr;  // the user's list
};

class Hop {
 public:
  Hop() noexcept = default;
  ~Hop() { CountActive(-1); }
  Hop(const Hop&) = delete;
  Hop& operator=(const Hop&) = delete;

  void Start(const Instrumentation& instrumentation, CURL* handle,
             const HopRequest& request) noexcept;
  // It turned out to be another request than the one that it was started with.
  void DescribeAnew(const HopRequest& request) noexcept;
  void End(const HopResult& result) noexcept;
  // The one that nobody waits for any more.
  void Drop() noexcept { operation_.End({}); }

  const common::Operation& operation() const noexcept { return operation_; }
  bool IsActive() const noexcept { return operation_.IsActive(); }
  bool IsWanted() const noexcept { return operation_.IsObserved(); }
  // Whether the times of the connection are looked at, or those of the exchange.
  bool WantsTimes() const noexcept;
  bool WantsExchange() const noexcept;
  bool WantsBodies() const noexcept;
  // Since Start. REQUIRES: WantsTimes().
  std::chrono::microseconds Age() const noexcept;

  // Null: its host is not known. REQUIRES: it was started.
  const common::Target* target() const noexcept { return described_->target().get(); }
  const std::shared_ptr<const common::Target>& shared_target() const noexcept {
    return described_->target();
  }
  bool is_https() const noexcept { return is_https_; }

 private:
  bool IsPlain(const HopRequest& request) const noexcept;
  void StartPlain(const HopRequest& request, common::OperationStart& start) noexcept;
  void StartDescribed(const HopRequest& request, common::OperationStart& start) noexcept;
  void Describe(const HopRequest& request, common::AttributeSet& attributes) const noexcept;
  void AddUrl(const RequestUrl& url) noexcept;
  bool SamplerSeesUrl() const noexcept {
    return instrumentation_->options().sampler_sees_all_attributes;
  }
  // Whether metrics beside the duration tell of it.
  bool CountsMore() const noexcept;
  void KeepForMetrics(const common::AttributeSet& attributes) noexcept;
  void AddMethod() noexcept;
  void AddTarget() noexcept;
  void AddPhases(const TransferInfo& info, const HopTimes& times) noexcept;
  void AddUsersAttributes() noexcept;
  void CountActive(int64_t change) noexcept;
  void RecordBodies(const HopResult& result, const common::Outcome& outcome) noexcept;
  void RecordLookup(const PhaseList& phases) noexcept;

  const Instrumentation* instrumentation_ = nullptr;
  CURL* handle_ = nullptr;
  DescribedUrl* described_ = nullptr;
  const TraceSettings* settings_ = nullptr;
  std::chrono::steady_clock::time_point start_;
  bool is_https_ = false;
  bool has_method_ = false;
  bool has_url_ = false;
  bool elsewhere_ = false;
  bool counted_ = false;
  common::Operation operation_;
  // What the metrics beside the duration are told by: method and target.
  common::AttributeSet metric_attributes_;
};

}  // namespace otelwrap::curl
