// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How Beast's requests are observed: a SERVER span for each request that is served (server_span.h,
// serve.h, async_serve.h), a CLIENT span for each that is made (client_span.h, request.h), with a
// duration metric of each side.
//
//   beast::Options options;
//   options.server_filter = [](const beast::RequestView& request) {
//     return request.target != "/healthz";
//   };
//   auto made = beast::Make(std::move(options));
//   if (!made) Complain(made.error);
//   beast::SetDefault(made.value);
//
// Threads: an Instrumentation is immutable; SetDefault and Default may be called from any thread.
// Ownership: the default lives until the process ends; one that is given to a function must outlive
// the spans it makes. Errors: Make says what is wrong; nothing throws after it.

#pragma once

#include <otelwrap/common/instrumentation.h>
#include <otelwrap/common/options.h>
#include <otelwrap/config.h>

#include <functional>
#include <memory>
#include <utility>

namespace otelwrap::beast {

struct RequestView;

// True: trace this request. Runs on the thread of the request, at its start.
using Filter = std::function<bool(const RequestView& request)>;

struct Options : common::Options {
  // False: no span and no metric; the context is passed on all the same. Null: all are traced.
  Filter server_filter;
  Filter client_filter;

  // Take client.address, server.address and url.scheme from Forwarded or X-Forwarded-*. Whoever
  // talks to the server can write them: only behind a proxy that replaces them. Default: off.
  bool trust_forwarded_headers = false;

  // The callers are strangers: each request begins a trace of its own, with a link to the caller's
  // span, and the caller's baggage is dropped. Default: off.
  bool public_endpoint = false;

  // Servers answer with a header `Trace-Id`, 32 hex digits, for people who report a failure.
  // Default: off.
  bool trace_id_header = false;
};

// One common::Instrumentation for each side: they write different metrics.
class OTELWRAP_API Instrumentation {
 public:
  Instrumentation() : Instrumentation(Options{}) {}
  explicit Instrumentation(Options options);

  const Options& options() const noexcept { return options_; }
  const common::Instrumentation& client() const noexcept { return client_; }
  const common::Instrumentation& server() const noexcept { return server_; }

 private:
  const Options options_;
  const common::Instrumentation client_;
  const common::Instrumentation server_;
};

// Checks the options once.
OTELWRAP_API common::Made<Instrumentation> Make(Options options);

// For the functions that are called without an instrumentation, from now on. Null puts default
// options back.
OTELWRAP_API void SetDefault(std::shared_ptr<const Instrumentation> instrumentation);
OTELWRAP_API const Instrumentation& Default();

}  // namespace otelwrap::beast
