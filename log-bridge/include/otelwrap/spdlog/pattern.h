// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Trace ids in every log line: a pattern flag for spdlog's own formatter.
//
//   otelwrap::spdlog::Install();   // every logger of the registry, and those made later
//   // [2026-11-21 10:00:00.123] [orders] [info] [trace_id=4bf9... span_id=00f0... trace_flags=01]
//   sold
//
//   logger->set_formatter(otelwrap::spdlog::MakeFormatter("%H:%M:%S %*%v"));   // or one's own
//   pattern
//
// `%*` stands for "[trace_id=... span_id=... trace_flags=..] ", with the blank; for nothing where
// no span is current. The ids are hex digits only, so that they can't forge a line.
//
// Threads: as spdlog's formatters: each sink has its own. The ids are of the thread that logs, in a
// synchronous logger; in an asynchronous one the line is formatted on another thread, which is
// noticed: then there are no ids rather than wrong ones. Ownership: the caller's, as spdlog takes
// it. Errors: as spdlog's pattern_formatter.

#pragma once

#include <otelwrap/config.h>
#include <spdlog/formatter.h>

#include <memory>
#include <string>

namespace otelwrap::spdlog {

inline constexpr char kTraceIdsFlag = '*';
inline constexpr const char* kDefaultPattern = "[%Y-%m-%d %H:%M:%S.%e] [%n] [%l] %*%v";

OTELWRAP_API std::unique_ptr<::spdlog::formatter> MakeFormatter(
    const std::string& pattern = kDefaultPattern);

// Sets the pattern for all loggers of spdlog's registry and for those made by its factories later.
// Loggers that are not registered keep theirs.
OTELWRAP_API void Install(const std::string& pattern = kDefaultPattern);

}  // namespace otelwrap::spdlog
