// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// A call's method, and whether its name may be shown. A caller may ask a server for any path, and
// each name shown is a time series and a span name: only names that the program itself brings
// along are.
//
// Threads: any. Ownership: the name is a view of gRPC's text. Errors: none are thrown.

#pragma once

#include <otelwrap/grpc/instrumentation.h>

#include <string_view>

namespace otelwrap::grpc {

inline constexpr std::string_view kOtherMethod = "_OTHER";

struct Method {
  std::string_view name;  // `package.Service/Method`; empty: gRPC did not say
  bool known = false;
};

// `bidirectional`: how gRPC types it. Methods that nobody registered are typed so; all others are
// registered ones.
Method FindMethod(const Options& options, const char* path, bool bidirectional) noexcept;

// Whether the user's filter wants no telemetry of it.
bool IsFiltered(const Options& options, const Method& method) noexcept;

}  // namespace otelwrap::grpc
