// Copyright The otelwrap Authors
// SPDX-License-Identifier: Apache-2.0
//
// The handles that we remember, by their address: those from Init, Duplicate and Easy, until their
// Cleanup. Bounded by kMaxHandles.
//
// Threads: any; a state itself is used by one at a time, as its handle. Ownership: owns the states.
// Errors: none; where memory is out or the table full, a handle is not remembered.

#pragma once

#include <curl/curl.h>

#include "handle_state.h"

namespace otelwrap::curl::handle_table {

// Puts fresh options, or a copy of the given ones. Null: not remembered.
HandleState* Add(CURL* handle, const SeenOptions* options) noexcept;
HandleState* Find(CURL* handle) noexcept;
void Remove(CURL* handle) noexcept;

}  // namespace otelwrap::curl::handle_table
