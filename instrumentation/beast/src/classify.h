// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// How a request ended: its status code and Asio's or Beast's error become an Outcome. Pure.
//
// Threads: pure. Errors: none; what has no name of its own is "_OTHER".

#pragma once

#include <otelwrap/common/outcome.h>
#include <boost/system/error_code.hpp>

#include <string_view>

namespace otelwrap::beast {

// The low-cardinality name of an error, listed in docs/telemetry/beast.md.
std::string_view ErrorType(const ::boost::system::error_code& error) noexcept;

// Status 0: none was sent.
common::Outcome ClassifyServer(unsigned status, const ::boost::system::error_code& error) noexcept;

// Status 0: none was read. A request that its own program cancelled is no failure.
common::Outcome ClassifyClient(unsigned status, unsigned version,
                               const ::boost::system::error_code& error) noexcept;

}  // namespace otelwrap::beast
