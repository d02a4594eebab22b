// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Pure: what a transfer came to -> its outcome: error.type, status and end attributes.
//
// A response from 400 is a failure with its number as error.type. A transfer that libcurl gives up
// is one with libcurl's own symbol, in small letters and without CURLE_: couldnt_resolve_host,
// operation_timedout, partial_file; docs/telemetry/curl.md lists them. Where both hold, the number.
// A callback of the user's that gives up is the user's choice, and no failure.
//
// Threads: pure functions. Errors: a code that is not known here is "_OTHER".

#pragma once

#include <otelwrap/common/outcome.h>

#include <string_view>

#include "transfer_info.h"

namespace otelwrap::curl {

std::string_view ErrorType(CURLcode code) noexcept;

// "1.0", "1.1", "2", "3"; empty: not known.
std::string_view ProtocolVersion(long http_version) noexcept;

// The outcome borrows the peer's address: it is used before the info is gone.
common::Outcome Classify(const TransferInfo& info) noexcept;

}  // namespace otelwrap::curl
