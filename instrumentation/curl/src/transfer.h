// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The adapter: one transfer of a handle, easy or multi, from its start to its end: the hops that
// libcurl makes of it, each with a traceparent of its own on the wire.
//
// Hops are told apart by hooks in the handle. Where the running libcurl has none, or where the
// handle's own callbacks are not known so that they can't be called in turn, the transfer is one
// hop, which has the URL first asked for.
//
// Threads: as the handle, one at a time; which one may change. Ownership: borrows all of it until
// it ends; an option that it borrows is the user's again then. One that is dropped ends as
// abandoned. Errors: nothing throws.

#pragma once

#include <curl/curl.h>
#include <opentelemetry/context/context.h>
#include <otelwrap/common/operation.h>
#include <otelwrap/curl/instrumentation.h>
#include <otelwrap/curl/trace_settings.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "connection_use.h"
#include "described_url.h"
#include "header_injection.h"
#include "hooks.h"
#include "hop.h"
#include "in_place.h"
#include "request_url.h"
#include "transfer_info.h"

namespace otelwrap::curl {

// What is known of a transfer before it is made.
struct TransferRequest {
  const RequestUrl& url;
  DescribedUrl& described;                   // of that URL; used until the transfer has ended
  std::string_view method;                   // empty: not known
  const TraceSettings* settings = nullptr;   // null: none
  const UserCallbacks* callbacks = nullptr;  // null: not known, so that ours can't take their place
  bool has_proxy = false;
  long port = 0;                         // CURLOPT_PORT
  bool may_upgrade = false;              // http: may be requested as https:
  bool connects_elsewhere = false;       // not to the URL's host: CONNECT_TO, a Unix socket
  HeaderInjection* injection = nullptr;  // null: the header list is not known, nothing is injected
  curl_slist* headers = nullptr;         // the user's list
  bool outlives_caller = false;          // multi: later hops begin wherever the caller is by then
};

// What a transfer needs where a connection is opened, or where the first hop is not the only one:
// made at the first need.
struct HopSums {
  DescribedUrl later;     // of the hop that is under way, if it is not the first
  size_t first_url = 0;   // its hash, as libcurl writes it
  long header_bytes = 0;  // that had come before the hop's request was sent
  // libcurl adds up: what the hops before it took.
  ConnectionTimes before;
  ConnectionTimes times;
  ExchangeTimes exchange_before;
  std::chrono::microseconds requested{0};
  std::chrono::microseconds queued{0};     // until it was requested, since its hop's start
  std::chrono::microseconds connected{0};  // at the latest, likewise
  std::chrono::microseconds looked_up{0};  // where its name began to be looked up, likewise
  std::chrono::microseconds late{0};       // how long libcurl had not turned to it, likewise
  TlsSession session;
};

class Transfer final : private hooks::Observer {
 public:
  // REQUIRES: the component is on, and the URL is HTTP's.
  Transfer(const Instrumentation& instrumentation, CURL* handle,
           const TransferRequest& request) noexcept;
  ~Transfer();
  Transfer(const Transfer&) = delete;
  Transfer& operator=(const Transfer&) = delete;

  void End(CURLcode result) noexcept;

  // The user gave up before it was done, or never asked how it ended.
  void Cancel() noexcept { End(CURLE_OK); }

  // Whether the option's place in the handle is ours for now: a new value waits for the end.
  bool Borrows(CURLoption option) const noexcept;
  // One of the user's callbacks has changed meanwhile.
  void FollowCallback(CURLoption option) noexcept;
  // The user's list has changed meanwhile.
  void FollowHeaders(curl_slist* headers) noexcept;
  // URL, method or port have changed meanwhile: libcurl takes them as long as it has not begun.
  void FollowRequest(long port) noexcept;
  // Puts the user's own options into the handle, or into a copy of it.
  void GiveBack(CURL* handle) noexcept;
  // The handle is gone, or has no options any more.
  void Forget() noexcept {
    hooked_ = headers_in_place_ = false;
    connections_.reset();
  }

 private:
  void OnLookup() noexcept override;
  void OnSocket(curl_socket_t socket) noexcept override;
  void OnRequest(const ConnectionEnds& ends) noexcept override;
  void OnRefusal() noexcept override { refused_ = true; }
  const UserCallbacks& callbacks() const noexcept override;

  void StartLogical(const TransferRequest& request) noexcept;
  void Borrow() noexcept;
  bool CountsConnections() const noexcept;
  void CountConnections() noexcept;
  void Inject() noexcept;
  void ReadTimesOnRequest() noexcept;
  void ReadExchangeOnRequest() noexcept;
  std::chrono::microseconds ReadQueued() const noexcept;
  void DescribeFirstAnew() noexcept;
  void NextHopIfSent() noexcept;
  void StartNextHop() noexcept;
  bool HasTemplate() const noexcept {
    return settings_ != nullptr && !settings_->url_template.empty();
  }
  bool IsAnswered() const noexcept;
  void ReadAnswerSoFar() noexcept;
  bool HasPhases() const noexcept;
  void EndHop(bool is_last) noexcept;
  void EndHop(const HopTimes* times, bool is_last) noexcept;
  HopTimes ReadTimes() noexcept;
  ConnectionTimes ReadConnection() noexcept;
  ExchangeTimes ReadExchange() noexcept;
  bool OpenedNone() const noexcept;
  void EndLast(CURLcode result) noexcept;
  void ReadLastAnswer(CURLcode result) noexcept;
  void EndLogical() noexcept;
  const opentelemetry::context::Context* Parent() const noexcept {
    return parent_ ? &*parent_ : nullptr;
  }

  HopSums& more() noexcept { return more_ ? *more_ : more_.emplace(); }

  std::optional<common::Operation> logical_;

  // What every transfer comes by, side by side: beside a server its lines have to be fetched anew.
  const Instrumentation& instrumentation_;
  CURL* const handle_;
  const TraceSettings* const settings_;
  const UserCallbacks* const callbacks_;
  HeaderInjection* const injection_;
  curl_slist* users_headers_;
  const bool has_proxy_;
  const bool connects_elsewhere_;
  const bool may_queue_;

  const DescribedUrl& first_;
  bool first_is_https_ = false;
  bool first_may_differ_;  // from how it was described at its start
  bool first_was_changed_ = false;
  bool hooked_ = false;
  bool headers_in_place_ = false;
  bool ended_ = false;

  // Of the hop that is under way.
  bool sent_ = false;
  bool refused_ = false;  // by the user's own callback, which ends the transfer
  bool looked_up_ = false;
  bool abroad_ = false;  // a redirect went where no HTTP is spoken
  bool times_known_ = true;
  long port_;  // CURLOPT_PORT, until a redirect leads elsewhere
  int64_t resend_ = 0;
  std::unique_ptr<ConnectionUse> connections_;  // null: they are not counted
  TransferInfo info_;
  std::optional<opentelemetry::context::Context> parent_;
  InPlace<HopSums> more_;
  Hop hop_;
};

}  // namespace otelwrap::curl
