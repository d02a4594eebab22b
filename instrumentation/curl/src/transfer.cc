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
      may_queue_(request.outlives_caller),
      first_(request.described) {
  if (request.outlives_caller) {
    parent_.emplace(opentelemetry::context::RuntimeContext::GetCurrent());
  }
  StartLogical(request);
  HopRequest first{request.url, request.described, request.method, request.settings};
  if (logical_) first.parent = Parent();  // else what is current now
  hop_.Start(instrumentation, handle, first);
  if (!hop_.IsActive()) return;
  first_is_https_ = hop_.is_https();
  if (injection_ != nullptr) injection_->Begin(users_headers_);
  Inject();
  Borrow();
}

[[gnu::hot]] void Transfer::StartLogical(const TransferRequest& request) noexcept {
  const common::Instrumentation* instrumentation = instrumentation_.logical();
  if (instrumentation == nullptr) return;
  AttributeSet attributes;
  common::SpanName name;
  common::OperationStart start;
  start.filtered = settings_ != nullptr && !settings_->traced;
  start.native_handle = handle_;
  logical_.emplace(Operation::Start(*instrumentation, start, [&]() noexcept {
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
  if (hooked_) CountConnections();
  if (injection_ == nullptr || (!injects && !hooked_)) return;
  headers_in_place_ =
      library.easy_setopt(handle_, CURLOPT_HTTPHEADER, injection_->list()) == CURLE_OK;
}

// Those that libcurl opens from now on, which it tells us of when it closes them.
void Transfer::CountConnections() noexcept {
  if (!hop_.operation().WritesMetric()) return;
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
  looked_up_ = true;
}

void Transfer::OnSocket(curl_socket_t socket) noexcept {
  NextHopIfSent();
  if (connections_ != nullptr) connections_->OnSocket(socket);
}

[[gnu::hot]] void Transfer::OnRequest(const ConnectionEnds& ends) noexcept {
  NextHopIfSent();
  sent_ = true;
  if (abroad_) return;
  if (connections_ != nullptr) connections_->OnRequest(ends, hop_.shared_target());
  if (resend_ == 0 && HasTemplate()) first_url_ = HashOf(ReadUrl(handle_));
  if (!hop_.IsWanted() && !logical_) return;
  if (resend_ > 0) header_bytes_ = ReadHeaderBytes(handle_);
  peer_address_.Assign(ends.peer != nullptr ? ends.peer : "");
  peer_port_ = ends.peer_port;
  if (hop_.WantsExchange()) requested_ = hop_.Age();
  if (!hop_.WantsTimes()) return;
  ReadTimesOnRequest();
}

// On a connection that was there nothing happened that could be told of: the times stay those of
// the hops before.
[[gnu::hot]] void Transfer::ReadTimesOnRequest() noexcept {
  times_.new_connections = ReadNewConnections(handle_);
  if (times_.new_connections == before_.new_connections) return;
  times_ = ReadConnectionTimes(handle_);
  if (hop_.is_https()) session_ = ReadTlsSession(handle_);
}

void Transfer::NextHopIfSent() noexcept {
  if (!sent_) return;
  const bool times_known = hop_.WantsTimes();
  if (!abroad_) EndHop(AnswerSoFar(), false);
  if (times_known && times_.new_connections == before_.new_connections) {
    times_.name_lookup = ReadNameLookup(handle_);
  }
  before_ = times_;
  session_ = TlsSession();
  times_known_ = times_known;
  sent_ = false;
  looked_up_ = false;
  peer_address_.Assign({});
  peer_port_ = 0;
  ++resend_;
  StartNextHop();
}

void Transfer::StartNextHop() noexcept {
  RequestUrl url;
  url.Read(ReadUrl(handle_));
  abroad_ = !url.IsHttp();
  if (abroad_) return;
  later_.Forget();
  HopRequest request{url, later_, ReadMethod(handle_), settings_, resend_};
  request.elsewhere = HasTemplate() && HashOf(url.text()) != first_url_;
  request.parent = Parent();
  hop_.Start(instrumentation_, handle_, request);
  if (injection_ == nullptr || !headers_in_place_) return;
  injection_->Begin();
  Inject();
}

// Before the first request libcurl has forgotten the transfer before, but a proxy's headers count.
bool Transfer::IsAnswered() const noexcept {
  return resend_ == 0 ? ReadStatus(handle_) != 0 : ReadHeaderBytes(handle_) > header_bytes_;
}

// Of a hop that libcurl goes on from: one without an answer was cut, and is tried again.
TransferInfo Transfer::AnswerSoFar() const noexcept {
  TransferInfo info;
  if (hop_.IsWanted()) {
    if (IsAnswered()) {
      ReadAnswer(handle_, info);
    } else {
      info.result = CURLE_GOT_NOTHING;
    }
  }
  info.peer_address = peer_address_;
  info.peer_port = peer_port_;
  return info;
}

[[gnu::hot]] void Transfer::EndHop(const TransferInfo& info, bool is_last) noexcept {
  const ConnectionTimes connection = hop_.WantsTimes() ? ReadConnection() : ConnectionTimes();
  const ExchangeTimes exchange = hop_.WantsExchange() ? ReadExchange() : ExchangeTimes();
  HopResult result{info, connection, exchange};
  result.session = sent_ ? &session_ : nullptr;
  // libcurl forgets an earlier request's sizes when it goes on.
  if (is_last && hop_.WantsBodies()) result.bodies = ReadBodySizes(handle_);
  if (hooked_) result.request = static_cast<int>(resend_);
  result.headers = users_headers_;
  hop_.End(result);
  if (connections_ != nullptr) connections_->Leave();
}

[[gnu::hot]] ConnectionTimes Transfer::ReadConnection() noexcept {
  if (!sent_) times_ = ReadConnectionTimes(handle_);
  ConnectionTimes times = times_known_ ? times_.Since(before_) : ConnectionTimes();
  times.proxied = times.proxied || has_proxy_;
  if (hooked_) {
    times.redirects = 0;
    times.looked_up = looked_up_;
  }
  return times;
}

ExchangeTimes Transfer::ReadExchange() noexcept {
  const ExchangeTimes now = ReadExchangeTimes(handle_);
  ExchangeTimes times = now.Since(exchange_before_);
  exchange_before_ = now;
  // An easy transfer has a multi handle of its own, and waits for nobody in it.
  if (!may_queue_) times.queue = {};
  times.was_sent = sent_;
  times.request = requested_;
  times.end = hop_.Age();
  return times;
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
  const TransferInfo info = LastAnswer(result);
  if (hop_.IsActive()) EndHop(info, true);
  EndLogical(info);
}

[[gnu::hot]] TransferInfo Transfer::LastAnswer(CURLcode result) const noexcept {
  const bool is_later = hooked_ && resend_ > 0;
  if (!sent_ && !is_later) return ReadTransferInfo(handle_, result);
  TransferInfo info;
  info.result = result;
  if (sent_ && (!is_later || IsAnswered())) ReadAnswer(handle_, info);
  info.peer_address = peer_address_;
  info.peer_port = peer_port_;
  return info;
}

void Transfer::EndLogical(const TransferInfo& info) noexcept {
  if (!logical_) return;
  common::Outcome outcome = Classify(info);
  if (resend_ > 0) DescribeResend(resend_, outcome.attributes());
  logical_->End(outcome);
}

}  // namespace otelwrap::curl
