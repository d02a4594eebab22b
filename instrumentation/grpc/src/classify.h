// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A call's status -> its Outcome, by the tables of the semantic conventions: every failure is an
// error of the caller's, only some are of the server's.
//
// Threads: pure functions. Errors: none; a code that gRPC does not have counts as UNKNOWN, as its
// specification says.

#pragma once

#include <grpcpp/support/status.h>

#include <otelwrap/common/outcome.h>
#include <otelwrap/grpc/instrumentation.h>

#include <string_view>

#include "describe.h"

namespace otelwrap::grpc {

// As ::grpc::StatusCode numbers them: "OK", "CANCELLED" ... "UNAUTHENTICATED".
std::string_view StatusCodeName(int code) noexcept;

// `message`: the status description; empty for none. It is not recorded with a success.
common::Outcome ClassifyClient(int code, std::string_view message = {}) noexcept;
common::Outcome ClassifyServer(int code, std::string_view message = {}) noexcept;

// The failure's message, where the options want it recorded; else empty.
PrintableText MessageOf(const Options& options, const ::grpc::Status& status) noexcept;

}  // namespace otelwrap::grpc
