// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Writes the phases of a transfer to its Operation, as child spans or as events.
//
// Threads: as the transfer. Errors: none.

#pragma once

#include <otelwrap/common/operation.h>
#include <otelwrap/curl/instrumentation.h>

#include <chrono>

#include "phases.h"

namespace otelwrap::curl {

// The clock of the options; libcurl's times are counted from a reading of it.
std::chrono::steady_clock::time_point Now(const Instrumentation& instrumentation) noexcept;

void ReportPhases(common::Operation& operation, Phases form,
                  std::chrono::steady_clock::time_point start, const TransferInfo& info,
                  const PhaseList& phases, const PhaseSubject& subject) noexcept;

}  // namespace otelwrap::curl
