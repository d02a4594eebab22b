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
// Each transfer over HTTP becomes a CLIENT span in the scope `otelwrap.curl` and one measurement of
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
#include <string_view>

namespace otelwrap::curl {

class TargetCache;

// How name lookup, connect and TLS handshake of a sampled transfer are shown.
enum class Phases : uint8_t {
  kSpans,   // as INTERNAL child spans
  kEvents,  // as events of the transfer's span: dns.start, dns.done, connect.start, ...
  kOff,
};

struct Options : common::Options {
  // Unset: what OTEL_INSTRUMENTATION_CURL_PHASES says (spans, events or off), else spans.
  std::optional<Phases> phases;
};

class OTELWRAP_API Instrumentation : public common::Instrumentation {
 public:
  Instrumentation() : Instrumentation(Options{}) {}
  // REQUIRES: options that Make() would take.
  explicit Instrumentation(Options options);
  ~Instrumentation() override;

  Phases phases() const noexcept { return phases_; }

  // The peer of that name and port, remembered from one transfer to the next. Null: out of memory.
  std::shared_ptr<const common::Target> FindTarget(std::string_view host,
                                                   int64_t port) const noexcept;

 private:
  const Phases phases_;
  const std::unique_ptr<TargetCache> targets_;
};

// Checks the options once.
OTELWRAP_API common::Made<Instrumentation> Make(Options options);

// For handles and functions that are used without an instrumentation, from now on. Null puts
// default options back.
OTELWRAP_API void SetDefault(std::shared_ptr<const Instrumentation> instrumentation);
OTELWRAP_API const Instrumentation& Default();

}  // namespace otelwrap::curl
