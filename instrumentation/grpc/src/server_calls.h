// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The contexts of the calls that this process is serving, found by their ServerContext: what
// MakeCurrent() looks into. An entry is part of its call's interceptor, which gRPC destroys with
// the ServerContext, so that the table holds as much as there are calls, allocates nothing, and
// never finds an entry of an earlier context at the same address.
//
// Threads: any; one short lock of one of 64 buckets. Ownership: entries belong to their calls.

#pragma once

#include <grpcpp/server_context.h>
#include <opentelemetry/context/context.h>

namespace otelwrap::grpc {

// On the list from construction to destruction.
class ServerCall {
 public:
  ServerCall(const ::grpc::ServerContextBase* key,
             opentelemetry::context::Context context) noexcept;
  ~ServerCall();
  ServerCall(const ServerCall&) = delete;
  ServerCall& operator=(const ServerCall&) = delete;

  const opentelemetry::context::Context& context() const noexcept { return context_; }

  // Copies the context of the newest entry for that key; false if there is none.
  static bool Find(const ::grpc::ServerContextBase* key,
                   opentelemetry::context::Context& context) noexcept;

 private:
  const ::grpc::ServerContextBase* const key_;
  const opentelemetry::context::Context context_;
  ServerCall* next_ = nullptr;
  ServerCall** link_ = nullptr;  // what points to this entry
};

}  // namespace otelwrap::grpc
