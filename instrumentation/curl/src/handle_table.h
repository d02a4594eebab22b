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

#include <memory>
#include <vector>

#include "handle_state.h"

namespace otelwrap::curl::handle_table {

// Puts fresh options, or a copy of the given ones. Null: not remembered.
HandleState* Add(CURL* handle, const SeenOptions* options) noexcept;
HandleState* Find(CURL* handle) noexcept;
// Those with a transfer in the multi handle. Empty also where memory is out.
std::vector<CURL*> HandlesIn(const CURLM* multi) noexcept;
// Forgets the handle. Null: it was not remembered.
std::unique_ptr<HandleState> Take(CURL* handle) noexcept;

}  // namespace otelwrap::curl::handle_table
