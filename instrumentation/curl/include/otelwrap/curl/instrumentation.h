// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The options of the curl component, and what Make() makes of them: what every transfer is traced
// by. Without any of it the defaults serve.
//
//   curl::Options options;
//   options.propagation = common::PropagationPolicy::OnlyTo({".shop.internal"});
//   auto made = curl::Make(std::move(options));
//   if (!made) Complain(made.error);
//   curl::SetDefault(made.value);
//
// Each request over HTTP becomes a CLIENT span in the scope `otelwrap.curl` and one measurement of
// `http.client.request.duration`; docs/telemetry/curl.md lists their attributes.
//
// Threads: immutable once made; SetDefault may be called from any thread, transfers under way keep
// what they began with. Ownership: shared; the default lives until the process ends. Errors: Make()
// says in one sentence what is wrong with the options.

#pragma once

#include <otelwrap/common/instrumentation.h>
#include <otelwrap/common/options.h>
#include <otelwrap/config.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::curl {

class ExtraMetrics;
class HeaderCapture;
class TargetCache;

// How name lookup, connect and TLS handshake of a sampled transfer are shown.
enum class Phases : uint8_t {
  kSpans,   // as INTERNAL child spans
  kEvents,  // as events of the transfer's span: dns.start, dns.done, connect.start, ...
  kOff,
};

// What a request may carry of ours.
enum class Carry : uint8_t {
  kEverything,    // trace context and baggage
  kTraceContext,  // no baggage
  kNothing,
};

struct Options : common::Options {
  // Unset: what OTEL_INSTRUMENTATION_CURL_PHASES says (spans, events or off), else spans.
  std::optional<Phases> phases;

  // Where libcurl follows a redirect to another host, or out of TLS. `propagation` is asked about
  // each host besides. Default: the trace goes on, baggage stays at home.
  Carry cross_host = Carry::kTraceContext;

  // Hosts to which a redirect takes everything along, whatever `cross_host` says. Default: none.
  common::PropagationPolicy trusted_redirects = common::PropagationPolicy::Nowhere();

  // Sending, waiting for the first byte and receiving too, in the form that `phases` says, and the
  // wait for a connection of a multi handle. Default: off.
  bool exchange_phases = false;

  // Names of headers that become http.request.header.<name> (from the list that the user gave) and
  // http.response.header.<name>. Default: none.
  std::vector<std::string> capture_request_headers;
  std::vector<std::string> capture_response_headers;
  // Allows those of them that hold credentials (Authorization, Cookie, ...). Default: off, and
  // Make() refuses such a name.
  bool capture_credentials = false;

  // Metrics beside the duration. Default: off.
  bool active_requests = false;   // http.client.active_requests
  bool body_sizes = false;        // http.client.request.body.size, http.client.response.body.size
  bool lookup_durations = false;  // dns.lookup.duration
  // http.client.open_connections, http.client.connection.duration: borrows the close-socket
  // callback too. Of handles from Init or Easy, with libcurl from 7.80 on.
  bool connections = false;

  // An INTERNAL span around the hops of each transfer, from beginning to end. Default: off, the
  // hops are siblings under the caller's span.
  bool logical_span = false;
};

class OTELWRAP_API Instrumentation : public common::Instrumentation {
 public:
  Instrumentation() : Instrumentation(Options{}) {}
  // REQUIRES: options that Make() would take.
  explicit Instrumentation(Options options);
  ~Instrumentation() override;

  // Its own for as long as the process lives; never 0.
  uint64_t id() const noexcept { return id_; }
  Phases phases() const noexcept { return phases_; }
  Carry cross_host() const noexcept { return cross_host_; }
  const common::PropagationPolicy& trusted_redirects() const noexcept { return trusted_redirects_; }
  bool exchange_phases() const noexcept { return exchange_phases_; }
  const HeaderCapture* header_capture() const noexcept { return header_capture_.get(); }
  const ExtraMetrics& extra_metrics() const noexcept { return *extra_metrics_; }
  // What logical spans are made by; null: none are wanted.
  const common::Instrumentation* logical() const noexcept { return logical_.get(); }

  // The peer of that name and port, remembered from one transfer to the next. Null: out of memory.
  std::shared_ptr<const common::Target> FindTarget(std::string_view host,
                                                   int64_t port) const noexcept;

 private:
  const uint64_t id_;
  const Phases phases_;
  const Carry cross_host_;
  const common::PropagationPolicy trusted_redirects_;
  const bool exchange_phases_;
  const std::unique_ptr<const HeaderCapture> header_capture_;  // null: nothing is to be captured
  const std::unique_ptr<const ExtraMetrics> extra_metrics_;
  const std::unique_ptr<const common::Instrumentation> logical_;
  const std::unique_ptr<TargetCache> targets_;
};

// Checks the options once.
OTELWRAP_API common::Made<Instrumentation> Make(Options options);

// For handles and functions that are used without an instrumentation, from now on. Null puts
// default options back.
OTELWRAP_API void SetDefault(std::shared_ptr<const Instrumentation> instrumentation);
OTELWRAP_API const Instrumentation& Default();

}  // namespace otelwrap::curl
