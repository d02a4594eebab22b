// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0

#include "transfer.h"

#include <opentelemetry/context/runtime_context.h>

#include <algorithm>
#include <functional>
#include <new>

#include "classify.h"
#include "close_socket.h"
#include "describe.h"
#include "extra_metrics.h"
#include "library.h"
#include "notice.h"

namespace otelwrap::curl {
namespace {

using common::AttributeSet;
using common::Operation;

size_t HashOf(std::string_view text) noexcept { return std::hash<std::string_view>()(text); }

}  // namespace

[[gnu::hot]] Transfer::Transfer(const Instrumentation& instrumentation, CURL* handle,
                                const TransferRequest& request) noexcept
    : instrumentation_(instrumentation),
      handle_(handle),
      settings_(request.settings),
      callbacks_(request.callbacks),
      injection_(request.injection),
      users_headers_(request.headers),
      has_proxy_(request.has_proxy),
      connects_elsewhere_(request.connects_elsewhere),
      may_queue_(request.outlives_caller),
      first_(request.described),
      first_may_differ_(request.may_upgrade),
      port_(request.port) {
  if (request.outlives_caller) {
    parent_.emplace(opentelemetry::context::RuntimeContext::GetCurrent());
  }
  if (instrumentation.logical() != nullptr) StartLogical(request);
  HopRequest first{request.url, request.described, request.method, request.settings};
  if (logical_) first.parent = Parent();  // else what is current now
  hop_.Start(instrumentation, handle, first);
  if (!hop_.IsActive()) return;
  first_is_https_ = hop_.is_https();
  if (injection_ != nullptr) injection_->Begin(users_headers_);
  Inject();
  Borrow();
}

[[gnu::hot]] Transfer::~Transfer() { GiveBack(handle_); }

[[gnu::hot]] const UserCallbacks& Transfer::callbacks() const noexcept { return *callbacks_; }

void Transfer::StartLogical(const TransferRequest& request) noexcept {
  AttributeSet attributes;
  common::SpanName name;
  common::OperationStart start;
  start.filtered = settings_ != nullptr && !settings_->traced;
  start.native_handle = handle_;
  logical_.emplace(Operation::Start(*instrumentation_.logical(), start, [&]() noexcept {
    if (!request.method.empty()) DescribeMethod(request.method, attributes);
    name = DescribeName(request.method, settings_);
    start.name = name.view();
    start.attributes = &attributes;
  }));
  if (logical_->IsActive()) {
    parent_.emplace(logical_->Context());
  } else {
    logical_.reset();
  }
}

// With hooks the list is put in place even without a header of ours: the next hop may have one.
[[gnu::hot]] void Transfer::Borrow() noexcept {
  const bool injects = injection_ != nullptr && !injection_->empty();
  if (!hop_.IsWanted() && !injects) return;
  hooked_ = callbacks_ != nullptr && hooks::Install(handle_, this);
  if (hooked_ && CountsConnections()) CountConnections();
  if (injection_ == nullptr || (!injects && !hooked_)) return;
  headers_in_place_ =
      library.easy_setopt(handle_, CURLOPT_HTTPHEADER, injection_->list()) == CURLE_OK;
}

[[gnu::hot]] bool Transfer::CountsConnections() const noexcept {
  return instrumentation_.extra_metrics().wants_connections() && hop_.operation().WritesMetric();
}

// Those that libcurl opens from now on, which it tells us of when it closes them.
void Transfer::CountConnections() noexcept {
  const ConnectionInstruments* instruments =
      instrumentation_.extra_metrics().FindConnections(instrumentation_.Providers());
  if (instruments == nullptr) return;
  connections_.reset(new (std::nothrow) ConnectionUse(*instruments));
  if (connections_ != nullptr && !close_socket::Install(handle_, callbacks_->close_socket)) {
    connections_.reset();
  }
}

[[gnu::hot]] void Transfer::GiveBack(CURL* handle) noexcept {
  if (connections_ != nullptr) close_socket::PutBack(handle, callbacks_->close_socket);
  if (hooked_) hooks::PutBack(handle, *callbacks_);
  if (headers_in_place_) library.easy_setopt(handle, CURLOPT_HTTPHEADER, users_headers_);
  if (handle == handle_) Forget();
}

bool Transfer::Borrows(CURLoption option) const noexcept {
  if (close_socket::Has(option)) return connections_ != nullptr;
  return (headers_in_place_ && option == CURLOPT_HTTPHEADER) ||
         (hooked_ && UserCallbacks::Has(option));
}

// libcurl copies this one into the connections that it makes; the others are read at each call.
void Transfer::FollowCallback(CURLoption option) noexcept {
  if (connections_ == nullptr || !close_socket::Has(option)) return;
  if (!close_socket::Install(handle_, callbacks_->close_socket)) {
    close_socket::PutBack(handle_, callbacks_->close_socket);
  }
}

void Transfer::FollowHeaders(curl_slist* headers) noexcept {
  users_headers_ = headers;
  if (headers_in_place_) injection_->Follow(headers);
}

[[gnu::hot]] void Transfer::Inject() noexcept {
  if (injection_ == nullptr) {
    SayThatNothingIsInjected();
    return;
  }
  // Where the host is not known, the policy can't be asked about it.
  if (hop_.target() == nullptr && !instrumentation_.options().propagation.AllowsAll()) return;
  const common::Target* first = first_.target().get();
  if (resend_ > 0 && first != nullptr && hop_.target() != nullptr) {
    const Carry carry = MayCarry(instrumentation_, {first->address(), first_is_https_},
                                 {hop_.target()->address(), hop_.is_https()});
    if (carry == Carry::kNothing) return;
    if (carry == Carry::kTraceContext) injection_->LeaveOutBaggage();
  }
  hop_.operation().Inject(*injection_);
}

void Transfer::OnLookup() noexcept {
  NextHopIfSent();
  if (!looked_up_ && hop_.WantsTimes()) more().looked_up = hop_.Age();
  looked_up_ = true;
}

void Transfer::OnSocket(curl_socket_t socket) noexcept {
  NextHopIfSent();
  if (connections_ != nullptr) connections_->OnSocket(socket);
}

[[gnu::hot]] void Transfer::OnRequest(const ConnectionEnds& ends) noexcept {
  NextHopIfSent();
  if (first_may_differ_) DescribeFirstAnew();
  sent_ = true;
  if (abroad_) return;
  if (connections_ != nullptr) connections_->OnRequest(ends, hop_.shared_target());
  if (resend_ == 0 && HasTemplate()) more().first_url = HashOf(ReadUrl(handle_));
  if (!hop_.IsWanted() && !logical_) return;
  if (resend_ > 0) more().header_bytes = ReadHeaderBytes(handle_);
  info_.peer_address.Assign(ends.peer != nullptr ? ends.peer : "");
  info_.peer_port = ends.peer_port;
  if (hop_.WantsExchange()) ReadExchangeOnRequest();
  if (!hop_.WantsTimes()) return;
  ReadTimesOnRequest();
}

void Transfer::FollowRequest(long port) noexcept {
  if (sent_ || resend_ > 0) return;
  first_may_differ_ = first_was_changed_ = true;
  port_ = port;
}

// libcurl knows by now what it really requests.
void Transfer::DescribeFirstAnew() noexcept {
  first_may_differ_ = false;
  RequestUrl url;
  url.Read(ReadUrl(handle_), {}, port_);
  const bool differs = first_was_changed_ || url.IsHttps() != first_is_https_;
  if (!differs || resend_ > 0 || !url.IsHttp()) return;
  DescribedUrl& described = more().later;
  described.Forget();
  hop_.DescribeAnew({url, described, ReadMethod(handle_), settings_});
  first_is_https_ = url.IsHttps();
  if (injection_ == nullptr || !headers_in_place_) return;
  injection_->Begin();
  Inject();
}

// The next hop may have queued already when this one is ended.
void Transfer::ReadExchangeOnRequest() noexcept {
  more().requested = hop_.Age();
  more().queued = ReadQueued();
}

// Within the hop's span: an easy transfer has a multi handle of its own, and waits for nobody in
// it; a later hop begins behind its queue.
std::chrono::microseconds Transfer::ReadQueued() const noexcept {
  return may_queue_ && resend_ == 0 ? ReadQueueWait(handle_) : std::chrono::microseconds(0);
}

// On a connection that was there nothing happened that could be told of: the times stay those of
// the hops before.
[[gnu::hot]] void Transfer::ReadTimesOnRequest() noexcept {
  const long connections = ReadNewConnections(handle_);
  if (!more_ && connections == 0) return;
  HopSums& seen = more();
  seen.times.new_connections = connections;
  if (OpenedNone()) return;
  seen.times = ReadConnectionTimes(handle_);
  seen.connected = hop_.Age();
  if (resend_ == 0) seen.late = std::max(seen.connected - ReadReady(handle_), {});
  if (hop_.is_https()) seen.session = ReadTlsSession(handle_);
}

// Since the hops before.
bool Transfer::OpenedNone() const noexcept {
  return !more_ || more_->times.new_connections == more_->before.new_connections;
}

void Transfer::NextHopIfSent() noexcept {
  if (!sent_) return;
  const bool times_known = hop_.WantsTimes();
  if (!abroad_) {
    ReadAnswerSoFar();
    EndHop(false);
  }
  HopSums& sums = more();
  if (times_known && OpenedNone()) sums.times.name_lookup = ReadNameLookup(handle_);
  sums.before = sums.times;
  sums.session = TlsSession();
  sums.looked_up = sums.late = {};
  if (info_.status >= 300 && info_.status < 400) port_ = 0;
  times_known_ = times_known;
  sent_ = false;
  looked_up_ = false;
  info_ = TransferInfo();
  if (!abroad_) ++resend_;
  StartNextHop();
}

void Transfer::StartNextHop() noexcept {
  // Of a round of authentication and a second try libcurl's URL lacks CURLOPT_PORT, and is sent to
  // it; a redirect's has it, or goes without.
  const std::string_view text = ReadUrl(handle_);
  RequestUrl url;
  url.Read(text, {}, port_);
  abroad_ = !url.IsHttp();
  if (abroad_) return;
  DescribedUrl& described = more().later;
  described.Forget();
  HopRequest request{url, described, ReadMethod(handle_), settings_, resend_};
  request.elsewhere = HasTemplate() && HashOf(text) != more().first_url;
  request.parent = Parent();
  hop_.Start(instrumentation_, handle_, request);
  if (injection_ == nullptr || !headers_in_place_) return;
  injection_->Begin();
  Inject();
}

// Before the first request libcurl has forgotten the transfer before, but a proxy's headers count.
bool Transfer::IsAnswered() const noexcept {
  if (resend_ == 0) return ReadStatus(handle_) != 0;
  return ReadHeaderBytes(handle_) > (more_ ? more_->header_bytes : 0);
}

// Of a hop that libcurl goes on from: one without an answer was cut, and is tried again.
void Transfer::ReadAnswerSoFar() noexcept {
  if (!hop_.IsWanted()) return;
  if (IsAnswered()) {
    ReadAnswer(handle_, info_);
  } else {
    info_.result = CURLE_GOT_NOTHING;
  }
}

// Not in the common case: where all went well on a connection that was there.
[[gnu::hot]] bool Transfer::HasPhases() const noexcept {
  if (!hop_.WantsTimes()) return false;
  const bool reused = sent_ && (!times_known_ || OpenedNone()) && info_.result == CURLE_OK;
  return (!reused || hop_.WantsExchange()) && info_.began;
}

[[gnu::hot]] void Transfer::EndHop(bool is_last) noexcept {
  if (!HasPhases()) return EndHop(nullptr, is_last);
  const HopTimes times = ReadTimes();
  EndHop(&times, is_last);
}

[[gnu::hot]] void Transfer::EndHop(const HopTimes* times, bool is_last) noexcept {
  HopResult result{info_, times};
  // libcurl forgets an earlier request's sizes when it goes on.
  if (is_last && info_.began && hop_.WantsBodies()) result.bodies = ReadBodySizes(handle_);
  if (hooked_) result.request = static_cast<int>(resend_);
  result.headers = users_headers_;
  hop_.End(result);
  if (connections_ != nullptr) connections_->Leave();
}

[[gnu::noinline]] HopTimes Transfer::ReadTimes() noexcept {
  HopTimes times;
  times.connection = ReadConnection();
  if (hop_.WantsExchange()) times.exchange = ReadExchange();
  if (sent_) times.session = &more().session;
  return times;
}

ConnectionTimes Transfer::ReadConnection() noexcept {
  HopSums& sums = more();
  if (!sent_) sums.times = ReadConnectionTimes(handle_);
  ConnectionTimes times = times_known_ ? sums.times.Since(sums.before) : ConnectionTimes();
  times = times.Later(sums.late).OverAt(sent_ ? sums.connected : hop_.Age());
  times.lookup_start = sums.looked_up;
  times.proxied = times.proxied || has_proxy_;
  times.elsewhere = times.proxied || connects_elsewhere_;
  if (hooked_) {
    times.redirects = 0;
    times.looked_up = looked_up_;
  }
  return times;
}

ExchangeTimes Transfer::ReadExchange() noexcept {
  const ExchangeTimes now = ReadExchangeTimes(handle_);
  ExchangeTimes times = now.Since(more().exchange_before);
  more().exchange_before = now;
  times.was_sent = sent_ && !refused_;
  times.queue = sent_ ? more().queued : ReadQueued();
  if (!sent_) return times;
  times.request = more().requested;
  times.end = hop_.Age();
  return times.ByTheHopsClock();
}

[[gnu::hot]] void Transfer::End(CURLcode result) noexcept {
  if (ended_) return;
  ended_ = true;
  if (hop_.IsWanted() || logical_) {
    EndLast(result);
  } else if (hop_.IsActive()) {
    hop_.Drop();
  }
  GiveBack(handle_);
}

[[gnu::hot]] void Transfer::EndLast(CURLcode result) noexcept {
  ReadLastAnswer(result);
  if (first_may_differ_ && info_.began) DescribeFirstAnew();
  if (hop_.IsActive()) EndHop(true);
  if (logical_) EndLogical();
}

[[gnu::hot]] void Transfer::ReadLastAnswer(CURLcode result) noexcept {
  const bool is_later = hooked_ && resend_ > 0;
  if (!sent_ && !is_later) {
    info_ = ReadTransferInfo(handle_, result);
    return;
  }
  info_.result = result;
  if (sent_ && !abroad_ && (!is_later || IsAnswered())) ReadAnswer(handle_, info_);
}

void Transfer::EndLogical() noexcept {
  common::Outcome outcome = Classify(info_);
  const int64_t resends = resend_ - (abroad_ ? 1 : 0);
  if (resends > 0) DescribeResend(resends, outcome.attributes());
  logical_->End(outcome);
}

}  // namespace otelwrap::curl
