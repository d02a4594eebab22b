// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// Link-time adoption of libcurl: a program that links otelwrap::auto has its transfers traced
// without a change of its source, and so have the shared libraries that it uses. The archive
// defines libcurl's easy and multi calls itself; each is traced as otelwrap::curl would, and goes
// on to the real library.
//
//   target_link_libraries(app PRIVATE otelwrap::auto)   # that is all
//
// Handles that OpenTelemetry's exporters make (they live in libopentelemetry_*.so) are left alone.
//
// Threads: as libcurl. Errors: libcurl's own results. Where the link is unsuitable (libcurl is
// built into the program, or a library binds its own copy), those calls are simply not seen.

#pragma once

#include <otelwrap/config.h>

namespace otelwrap::interpose {

// Whether calls of libcurl in this process come through here: false says that the link does not
// suit.
OTELWRAP_API bool SeesCurl() noexcept;

}  // namespace otelwrap::interpose
