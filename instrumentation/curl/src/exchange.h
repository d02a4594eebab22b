// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Pure: the times of a request -> the parts of its exchange: waiting for a connection of the multi
// handle, sending, waiting for the first byte, receiving.
//
// Threads: pure functions. Errors: none; what libcurl does not tell is left out.

#pragma once

#include <chrono>

#include "phases.h"
#include "transfer_info.h"

namespace otelwrap::curl {

// A wait in the queue below this is libcurl's own bookkeeping.
inline constexpr std::chrono::microseconds kLeastQueueWait{1000};

PhaseList FindExchange(const TransferInfo& info, const ExchangeTimes& times) noexcept;

}  // namespace otelwrap::curl
