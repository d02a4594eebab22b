// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How gRPC calls are observed: one span for each call, CLIENT for a channel of channel.h, SERVER
// for a server of server.h, named `package.Service/Method`, with a duration metric of each side.
//
//   grpc::Options options;
//   options.filter = [](std::string_view method) { return !IsHealthCheck(method); };
//   auto made = grpc::Make(std::move(options));
//   if (!made) Complain(made.error);
//   grpc::SetDefault(made.value);
//
// Threads: an Instrumentation is immutable; SetDefault and Default may be called from any thread.
// Ownership: channels and servers share theirs; the default lives until the process ends.
// Errors: Make says what is wrong; nothing throws after it.

#pragma once

#include <otelwrap/common/instrumentation.h>
#include <otelwrap/common/options.h>
#include <otelwrap/config.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace otelwrap::grpc {

struct Options : common::Options {
  // False: no span and no metric for this method (`package.Service/Method`); the caller's context
  // is passed on all the same. Runs at the start of each call. Null: every call is traced.
  std::function<bool(std::string_view method)> filter;

  // Whoever calls a server chooses the method's name, so that only known ones are shown; others
  // are `_OTHER`. Known are unary and one-way streaming calls of registered methods, and every
  // method of a protobuf service that is linked into the program. List here what those miss:
  // bidirectional streams of services that are not protobuf's, and what a proxy serves through a
  // generic service. Each as `package.Service/Method`.
  std::vector<std::string> known_methods;

  // Record a failure's message (Status::error_message) as the span's status description. Default:
  // off, because servers write what they like into it, data of users too.
  bool record_status_message = false;
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

// For channels and servers that are made without an instrumentation of their own, from now on. Null
// puts default options back.
OTELWRAP_API void SetDefault(std::shared_ptr<const Instrumentation> instrumentation);
OTELWRAP_API const Instrumentation& Default();

}  // namespace otelwrap::grpc
